using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using VectorCare.Alerting.Files;
using VectorCare.Contracts;
using VectorCare.Contracts.Messages;
using VectorCare.ServiceDefaults.Auth;

namespace VectorCare.Alerting.Tests.Feedback;

public sealed partial class FeedbackTests
{
    private readonly World _world = new() { WorkflowsRun = false };

    private AlertRecord Record => _world.Alerts().Single();

    [Fact]
    public async Task Link_OfAMail_ShowsFirstActsOnPostAndKeepsTheLabelOnce()
    {
        await using var app = await StartAsync();
        using var http = await WithAlertAsync(app);
        var link = Links().First();
        var page = await http.GetAsync(link);
        Assert.Equal((HttpStatusCode.OK, "no-store"), (page.StatusCode, page.Headers.CacheControl!.ToString()));
        Assert.Contains("<form method=\"post\">", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Null(Record.AcknowledgedAt);

        Assert.Contains("Done", await PostAsync(http, link, HttpStatusCode.OK), StringComparison.Ordinal);
        Assert.Equal("link:clinic-01", Record.AcknowledgedBy);
        Assert.Contains("Acknowledged before", await PostAsync(http, link, HttpStatusCode.OK), StringComparison.Ordinal);
        Assert.Equal(["acknowledged"], await LabelsAsync(http));
        Assert.Single(_world.Published, p => p.State == AlertState.Acknowledged);
    }

    [Fact]
    public async Task Link_ExpiredTamperedOrOfAnotherClinic_IsRefusedWithAClearAnswer()
    {
        await using var app = await StartAsync();
        using var http = await WithAlertAsync(app);
        var link = Links().First();
        Assert.Contains("Not a valid link", await PostAsync(http, link[..^3] + "AAA", HttpStatusCode.BadRequest), StringComparison.Ordinal);
        var store = app.Services.GetRequiredService<CaseFileStore>();
        await store.UpdateAsync(Build.Patient.ToString("D"), f => (f.Clinic = "clinic-02") is not null, CancellationToken.None);
        Assert.Contains("another clinic", await PostAsync(http, link, HttpStatusCode.Forbidden), StringComparison.Ordinal);
        _world.Time.Advance(TimeSpan.FromHours(72));
        Assert.Contains("expired", await PostAsync(http, link, HttpStatusCode.Gone), StringComparison.Ordinal);
        Assert.Null(Record.AcknowledgedAt);
        Assert.Empty(await LabelsAsync(http));
    }

    [Fact]
    public async Task NotUseful_ByApiAfterAnAcknowledgement_IsALabelOfItsOwn()
    {
        await using var app = await StartAsync();
        using var http = await WithAlertAsync(app);
        await ExpectAsync(HttpStatusCode.NoContent, http.PostAsync($"/v1/alerts/{Record.Id}/acknowledge", null));
        await ExpectAsync(HttpStatusCode.NoContent, http.PostAsJsonAsync($"/v1/alerts/{Record.Id}/not-useful", new { reason = "noise on the lead" }));
        Assert.Equal(["acknowledged", "notUseful"], await LabelsAsync(http));
    }

    [Fact]
    public async Task Snooze_DeliveredAlert_IsToldAgainWhenItIsOver()
    {
        await using var app = await StartAsync();
        using var http = await WithAlertAsync(app);
        var until = _world.Time.GetUtcNow().AddHours(2);
        await ExpectAsync(HttpStatusCode.BadRequest, http.PostAsJsonAsync($"/v1/alerts/{Record.Id}/snooze", new { reason = "", until }));
        await ExpectAsync(HttpStatusCode.BadRequest, http.PostAsJsonAsync($"/v1/alerts/{Record.Id}/snooze", new { reason = "x", until = until.AddDays(2) }));
        await ExpectAsync(HttpStatusCode.NotFound, http.PostAsJsonAsync($"/v1/alerts/{Record.Id}9/snooze", new { reason = "x", until }));
        await ExpectAsync(HttpStatusCode.NoContent, http.PostAsJsonAsync($"/v1/alerts/{Record.Id}/snooze", new { reason = "seen, patient is called", until }));
        Assert.Equal(["snoozed"], await LabelsAsync(http));
        // The service sweeps by itself when the clock moves: of two sweepers in one leap the slower one's claim ends.
        await app.StopAsync();
        var replica = _world.Start();
        await replica.SweepForAsync(TimeSpan.FromMinutes(119));
        Assert.Single(_world.Sent);
        await replica.SweepForAsync(TimeSpan.FromMinutes(2));
        Assert.Equal([Record.Id + ":0", Record.Id + ":1"], _world.KeysSent);
    }

    [Fact]
    public async Task Missed_WithAFreeDate_IsALabel()
    {
        await using var app = await StartAsync();
        using var http = await WithAlertAsync(app);
        var began = _world.Time.GetUtcNow().AddDays(-40);
        await ExpectAsync(HttpStatusCode.BadRequest, http.PostAsJsonAsync("/v1/missed-alerts", new { patient = Build.Patient, began = began.AddDays(80) }));
        await ExpectAsync(HttpStatusCode.BadRequest, http.PostAsJsonAsync("/v1/missed-alerts", new { patient = Build.Patient, began, rule = "VT-99" }));
        for (var i = 0; i < 2; i++)
            await ExpectAsync(HttpStatusCode.NoContent, http.PostAsJsonAsync("/v1/missed-alerts", new { patient = Build.Patient, began, rule = "VT-01" }));
        Assert.Equal(["missed"], await LabelsAsync(http));
    }

    [Fact]
    public async Task Endpoints_All_NameWhoMayCallThem()
    {
        await using var app = await StartAsync();
        var open = app.Services.GetRequiredService<IEnumerable<EndpointDataSource>>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
            .Select(e => $"{string.Join(',', e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["*"])} {e.RoutePattern.RawText} = {Access(e)}").Order(StringComparer.Ordinal);
        Assert.Equal(
            [
                "* /healthz = anybody",
                "* /readyz = anybody",
                "DELETE actors/{actorTypeName}/{actorId} = sidecar",
                "GET /dapr/config = sidecar",
                "GET /dapr/subscribe = sidecar",
                "GET /healthz = anybody",
                "GET /l/{token} = anybody",
                "GET /v1/alerts = clinician",
                "GET /v1/labels = clinician",
                "GET /v1/summary = operator",
                "GET dapr/config = sidecar",
                "POST /dead-letters/connectivity = sidecar",
                "POST /dead-letters/transmissions = sidecar",
                "POST /events/connectivity = sidecar",
                "POST /events/transmissions = sidecar",
                "POST /l/{token} = anybody",
                "POST /v1/alerts/{id}/acknowledge = clinician",
                "POST /v1/alerts/{id}/not-useful = clinician",
                "POST /v1/alerts/{id}/snooze = clinician",
                "POST /v1/missed-alerts = clinician",
                "PUT actors/{actorTypeName}/{actorId}/method/remind/{reminderName} = sidecar",
                "PUT actors/{actorTypeName}/{actorId}/method/timer/{timerName} = sidecar",
                "PUT actors/{actorTypeName}/{actorId}/method/{methodName} = sidecar",
            ],
            open);
    }

    private static string Access(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null ? "anybody"
        : endpoint.Metadata.GetMetadata<IAuthorizeData>() is { } data ? data.Policy ?? data.Roles!
        : "nobody";

    private Task<WebApplication> StartAsync() => ServiceTests.StartAsync(_world, new() { ["Alerting:Links:BaseUrl"] = "http://alerts.example/" });

    /// <summary>A fibrillation was mailed; the client is a clinician's and, for events, the sidecar's.</summary>
    private async Task<HttpClient> WithAlertAsync(WebApplication app)
    {
        var http = ServiceTests.Client(app);
        var now = _world.Time.GetUtcNow();
        var transmission = Build.Transmission(now, "t1", episodes: [Build.Event("1", EpisodeType.Vf, now.AddMinutes(-9))], seenAt: now);
        Assert.Equal("SUCCESS", await ServiceTests.PostAsync(http, Routes.Event(Topics.Transmissions), JsonSerializer.SerializeToElement(transmission, ContractsJson.Default.Transmission)));
        ServiceTests.Authorize(_world, http, Roles.Clinician);
        return http;
    }

    private IEnumerable<string> Links() => Link().Matches(_world.Sent.First().Body).Select(m => m.Groups["path"].Value);

    private static async Task<string> PostAsync(HttpClient http, string link, HttpStatusCode expected)
    {
        using var answer = await http.PostAsync(link, null);
        Assert.Equal(expected, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }

    private static async Task ExpectAsync(HttpStatusCode expected, Task<HttpResponseMessage> call)
    {
        using var answer = await call;
        Assert.Equal(expected, answer.StatusCode);
    }

    private async Task<IEnumerable<string>> LabelsAsync(HttpClient http)
    {
        ServiceTests.Authorize(_world, http, Roles.Clinician);
        using var labels = JsonDocument.Parse(await http.GetStringAsync("/v1/labels?day=2025-06-10"));
        return [.. labels.RootElement.EnumerateArray().Select(l => l.GetProperty("kind").GetString()!).Select(k => char.ToLowerInvariant(k[0]) + k[1..])];
    }

    [GeneratedRegex("href=\"http://alerts\\.example(?<path>/l/[^\"]+)\"", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Link();
}
