using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using VendorSim.Credentials;
using VendorSim.Population;

namespace VendorSim.Tests;

/// <summary>The simulator in this process, on a free port and a clock that tests move.</summary>
internal sealed partial class Portals : IAsyncDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly WebApplication _app;

    private Portals(WebApplication app, FakeTimeProvider time)
    {
        _app = app;
        Time = time;
        Client = NewClient();
    }

    public FakeTimeProvider Time { get; }

    public HttpClient Client { get; }

    public T Get<T>() where T : notnull => _app.Services.GetRequiredService<T>();

    public static async Task<Portals> StartAsync(Func<VendorSimOptions, VendorSimOptions>? change = null)
    {
        var time = new FakeTimeProvider(Start);
        var options = new VendorSimOptions { Port = 0, Patients = 120, Clinics = 2, Seed = 7 };
        var app = VendorSimApp.Build(change?.Invoke(options) ?? options, time);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new Portals(app, time);
    }

    public HttpClient NewClient() => new(new SocketsHttpHandler { UseCookies = true, AllowAutoRedirect = false }) { BaseAddress = new Uri(_app.Urls.First()), Timeout = TimeSpan.FromSeconds(30) };

    public SimPatient Patient(Vendor vendor, Func<SimPatient, bool>? where = null) =>
        Get<SimPopulation>().Timelines.Select(t => t.Patient).First(p => p.Vendor == vendor && where?.Invoke(p) != false);

    public async Task<HttpResponseMessage> LoginAsync(HttpClient client, string clinic, string? password = null)
    {
        var page = await client.GetStringAsync("/aurora/login");
        return await client.PostAsync("/aurora/login", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["csrf_token"] = CsrfInput().Match(page).Groups[1].Value,
            ["username"] = CredentialStore.User(Vendor.Aurora, clinic),
            ["password"] = password ?? Get<CredentialStore>().Secret(Vendor.Aurora, clinic),
        }));
    }

    public HttpRequestMessage Borealis(SimPatient patient, string query = "") => new(HttpMethod.Get, $"/borealis/api/v2/patients/{patient.PortalRef}/transmissions{query}")
    {
        Headers = { { "X-Api-Key", Get<CredentialStore>().Secret(Vendor.Borealis, patient.ClinicName) } },
    };

    public HttpRequestMessage Cygnus(string clinic, string path)
    {
        var basic = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{clinic}:{Get<CredentialStore>().Secret(Vendor.Cygnus, clinic)}"));
        return new(HttpMethod.Get, $"/cygnus/inbox/{path}") { Headers = { { "Authorization", $"Basic {basic}" } } };
    }

    public async Task<JsonNode> JsonAsync(HttpRequestMessage request)
    {
        using var response = await Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }

    public async Task<JsonNode> InjectAsync(SimPatient patient, string json)
    {
        using var response = await Client.PostAsync($"/sim/patients/{patient.PortalRef}/events", new StringContent(json));
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.Created, text);
        return JsonNode.Parse(text)!;
    }

    public async Task<HttpStatusCode> FaultAsync(string json)
    {
        using var response = await Client.PostAsync("/sim/faults", new StringContent(json));
        return response.StatusCode;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }

    [GeneratedRegex("name=\"csrf_token\" value=\"([^\"]+)\"")]
    private static partial Regex CsrfInput();
}
