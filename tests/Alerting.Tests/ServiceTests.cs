using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using VectorCare.Alerting.Signing;
using VectorCare.Contracts;
using VectorCare.Contracts.Messages;
using VectorCare.ServiceDefaults;
using VectorCare.ServiceDefaults.Auth;

namespace VectorCare.Alerting.Tests;

/// <summary>The service as it is hosted, with state, pub/sub and bindings in memory.</summary>
public sealed class ServiceTests
{
    private const string Key = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

    private readonly World _world = new() { WorkflowsRun = false };

    [Fact]
    public async Task Transmission_FromTheSidecar_IsDeliveredListedAndAcknowledged()
    {
        await using var app = await StartAsync(_world);
        using var http = Client(app);
        var now = _world.Time.GetUtcNow();
        var transmission = Build.Transmission(now, "t1", episodes: [Build.Event("1", EpisodeType.Vf, now.AddMinutes(-9))], seenAt: now);
        Assert.Equal("SUCCESS", await PostAsync(http, Routes.Event(Topics.Transmissions), JsonSerializer.SerializeToElement(transmission, ContractsJson.Default.Transmission)));
        Assert.Single(_world.Sent);

        Authorize(_world, http, Roles.Operator);
        using var summary = JsonDocument.Parse(await http.GetStringAsync(Routes.AlertingSummary));
        Assert.Equal((1, 1, 0), (summary.RootElement.GetProperty("opened").GetInt32(), summary.RootElement.GetProperty("delivered").GetInt32(), summary.RootElement.GetProperty("undelivered").GetInt32()));
        Assert.Equal("VT-01", summary.RootElement.GetProperty("last")[0].GetProperty("rule").GetString());

        Authorize(_world, http, Roles.Clinician);
        var id = await OpenAlertAsync(http);
        Assert.Equal(HttpStatusCode.NoContent, (await http.PostAsync($"/v1/alerts/{id}/acknowledge", null)).StatusCode);
        Assert.Null(await OpenAlertAsync(http));
        Assert.Equal(AlertState.Acknowledged, _world.Published.Last().State);
        Assert.Equal(HttpStatusCode.NotFound, (await http.PostAsync($"/v1/alerts/{id}9/acknowledge", null)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await http.PostAsync("/v1/alerts/nonsense/acknowledge", null)).StatusCode);
    }

    [Theory]
    [InlineData("POST", "/events/transmissions", Roles.Operator)]
    [InlineData("POST", "/dead-letters/connectivity", Roles.Clinician)]
    [InlineData("GET", "/v1/summary", Roles.Clinician)]
    [InlineData("GET", "/v1/alerts", Roles.Operator)]
    [InlineData("POST", "/v1/alerts/x/acknowledge", Roles.Operator)]
    [InlineData("GET", "/v1/summary", null)]
    [InlineData("PUT", "/actors/ClinicInbox/clinic-01/method/AddAsync", Roles.Clinician)]
    [InlineData("GET", "/dapr/config", Roles.Operator)]
    public async Task Endpoint_CallerWithoutTheRight_IsRefused(string method, string path, string? role)
    {
        await using var app = await StartAsync(_world);
        using var http = Client(app, sidecar: false);
        if (role is not null)
            Authorize(_world, http, role);
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        Assert.Contains((await http.SendAsync(request)).StatusCode, new[] { HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden });
    }

    [Fact]
    public async Task DeadLetter_OfATransmission_OperationsAreToldOnce()
    {
        await using var app = await StartAsync(_world);
        using var http = Client(app);
        for (var i = 0; i < 2; i++)
            Assert.Equal("SUCCESS", await PostAsync(http, Routes.DeadLetter(Topics.Transmissions), JsonSerializer.SerializeToElement("broken")));
        Assert.Contains("OPS-04", Assert.Single(_world.Sent).Metadata["subject"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task DeadLetter_OfATransmissionThatCanBeJudgedNow_PagesAfterAll()
    {
        await using var app = await StartAsync(_world);
        using var http = Client(app);
        var now = _world.Time.GetUtcNow();
        var letter = JsonSerializer.SerializeToElement(Build.Transmission(now, "t1", episodes: [Build.Event("1", EpisodeType.Vf, now.AddHours(-1))]), ContractsJson.Default.Transmission);
        Assert.Equal("SUCCESS", await PostAsync(http, Routes.DeadLetter(Topics.Transmissions), letter));
        Assert.Contains("VT-01", Assert.Single(_world.Sent).Metadata["subject"], StringComparison.Ordinal);

        // Known here, so it failed elsewhere: somebody has to look.
        Assert.Equal("SUCCESS", await PostAsync(http, Routes.DeadLetter(Topics.Transmissions), letter));
        Assert.Contains("OPS-04", _world.Sent.Last().Metadata["subject"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_BadOptions_NamesEveryProblem()
    {
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(_world, new()
        {
            ["Alerting:Thresholds:Clinics:clinic-01:VT-01:rate:0:From"] = "2025-06-01T00:00:00Z",
            ["Alerting:Thresholds:Clinics:clinic-01:VT-01:rate:0:Value"] = "20",
            ["Alerting:Thresholds:Clinics:clinic-01:VT-01:rate:1:Value"] = "170",
            ["Alerting:Thresholds:Clinics:clinic-02:VT-01:rate"] = "190",
            ["Alerting:Thresholds:Patients:not-a-patient:VT-09:rate:0:Value"] = "170",
        }));
        Assert.Contains(error.Failures, f => f.Contains("Clinics:clinic-01:VT-01:rate:0:Value=20 lies outside 100 to 250 /min", StringComparison.Ordinal));
        Assert.Contains(error.Failures, f => f.Contains("Clinics:clinic-01:VT-01:rate:1:From is missing", StringComparison.Ordinal));
        Assert.Contains(error.Failures, f => f.Contains("Clinics:clinic-02:VT-01:rate=190 does not say from when on", StringComparison.Ordinal));
        Assert.Contains(error.Failures, f => f.Contains("VT-09:rate: the catalogue has no such rule", StringComparison.Ordinal));
        Assert.Contains(error.Failures, f => f.Contains("not-a-patient is not a patient id", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Start_BadClinics_NamesEveryProblem()
    {
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(_world, new()
        {
            ["Alerting:Clinics:Inbox:DigestSeconds"] = "-1",
            ["Alerting:Clinics:Directory:clinic-01:Inbox:QuietFrom"] = "22:00",
            ["Alerting:Clinics:Directory:clinic-01:Rota:Mail:0"] = "nobody",
        }));
        Assert.Contains(error.Failures, f => f.Contains("Inbox:DigestSeconds=-1 lies outside 0 to 86400", StringComparison.Ordinal));
        Assert.Contains(error.Failures, f => f.Contains("clinic-01:Inbox:QuietFrom and QuietTo must both be set", StringComparison.Ordinal));
        Assert.Contains(error.Failures, f => f.Contains("clinic-01:Rota:Mail: 'nobody' is no mail address", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Start_BadLimits_NamesEveryProblem()
    {
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(_world, new()
        {
            ["Alerting:Delivery:Limits:Sms:Calls"] = "0",
            ["Alerting:Delivery:Limits:Webhook:AtOnce"] = "1000",
        }));
        Assert.Contains(error.Failures, f => f.Contains("Limits.Sms", StringComparison.Ordinal) && f.Contains("Calls", StringComparison.Ordinal));
        Assert.Contains(error.Failures, f => f.Contains("Limits.Webhook", StringComparison.Ordinal) && f.Contains("AtOnce", StringComparison.Ordinal));
    }

    internal static async Task<WebApplication> StartAsync(World world, Dictionary<string, string?>? settings = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Development" });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(settings ?? []) { ["APP_API_TOKEN"] = "app-token", ["Auth:DevelopmentKey"] = Key, ["urls"] = "http://127.0.0.1:0" });
        builder.Services.AddSingleton<TimeProvider>(world.Time);
        builder.AddServiceDefaults(AppIds.Alerting);
        builder.AddAlerting();
        world.Keys.Keys["alert-link-key"] = Convert.FromBase64String(Key);
        var replica = world.Start();
        builder.Services.AddSingleton(replica.Documents).AddSingleton(replica.Publisher).AddSingleton(replica.Binding).AddSingleton(replica.Episodes).AddSingleton(replica.Inboxes).AddSingleton<ISigningKeys>(world.Keys);
        var app = builder.Build();
        app.UseServiceDefaults();
        app.MapAlerting();
        await app.StartAsync();
        return app;
    }

    internal static HttpClient Client(WebApplication app, bool sidecar = true)
    {
        var http = new HttpClient { BaseAddress = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()) };
        if (sidecar)
            http.DefaultRequestHeaders.Add("dapr-api-token", "app-token");
        return http;
    }

    internal static void Authorize(World world, HttpClient http, string role) =>
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", DevelopmentIssuer.Issue(Key, "tester", [role], TimeSpan.FromDays(30), world.Time));

    internal static async Task<string> PostAsync(HttpClient http, string path, JsonElement data)
    {
        using var content = new StringContent(JsonSerializer.Serialize(new { specversion = "1.0", id = "event-1", data }), Encoding.UTF8, "application/cloudevents+json");
        using var response = await http.PostAsync(path, content);
        using var reply = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return reply.RootElement.GetProperty("status").GetString()!;
    }

    private static async Task<string?> OpenAlertAsync(HttpClient http)
    {
        using var list = JsonDocument.Parse(await http.GetStringAsync("/v1/alerts?state=open"));
        return list.RootElement.GetArrayLength() == 0 ? null : list.RootElement[0].GetProperty("alertId").GetString();
    }
}
