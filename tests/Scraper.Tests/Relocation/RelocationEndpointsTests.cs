using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using VectorCare.Contracts;
using VectorCare.Contracts.Messages;
using VectorCare.Scraper.Relocation;
using VectorCare.Scraper.Vendors;
using VectorCare.ServiceDefaults;
using VectorCare.ServiceDefaults.Auth;
using VendorSim.Population;

namespace VectorCare.Scraper.Tests.Relocation;

/// <summary>A human decides about names that changed, and what becomes of pages that have them.</summary>
public sealed class RelocationEndpointsTests : IAsyncLifetime
{
    private static readonly string Key = Convert.ToBase64String(SHA256.HashData("key"u8));
    private readonly HttpClient _http = new();
    private RenamingPortal _portal = null!;
    private WebApplication _app = null!;
    private PollTarget _patient = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _portal = await RenamingPortal.StartAsync(Vendor.Aurora);
        _patient = _portal.Patient(DeviceFamily.CrtD, 1);
        _portal.Vouch(_portal.Patient(DeviceFamily.CrtD));
        await _portal.RenameAsync();
        await _portal.TransmitAsync(_patient);
        Assert.Equal("relocated", (await _portal.PollAsync(_patient)).Reason);
        _app = await StartAsync();
        _http.BaseAddress = new Uri(_app.Urls.First());
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
        await _portal.DisposeAsync();
    }

    [Fact]
    public async Task List_NamesAreApplied_ShowsThemBeforeAndAfter()
    {
        using var answer = await SendAsync(HttpMethod.Get, "aurora", Roles.Operator);

        var shown = (await answer.Content.ReadFromJsonAsync<JsonElement>(Stop)).EnumerateArray().Single(r => r.GetProperty("after").GetString() == "Cell voltage");
        Assert.Equal(("tbl-battery/row", "Battery voltage", "Applied"), (shown.GetProperty("place").GetString(), shown.GetProperty("before").GetString(), shown.GetProperty("state").GetString()));
    }

    [Fact]
    public async Task Confirm_AllUndecided_PagesCountAsBeforeUnmarkedAndTheQuestionEnds()
    {
        using (var answer = await SendAsync(HttpMethod.Post, "aurora/undecided/confirm", Roles.Operator))
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);

        Assert.All(await _portal.RelocationsAsync(), r => Assert.Equal((RelocationState.Confirmed, _portal.Harness.Time.GetUtcNow()), (r.State, r.Decided)));
        Assert.Equal(ConnectivityKind.PageRestored, _portal.Harness.Publisher.Of<ConnectivityEvent>().Last(e => e.Page == RelocationBook.Question).Kind);
        _portal.Harness.NextCycle();
        await _portal.TransmitAsync(_patient);
        Assert.Equal((PollOutcome.New, null), Outcome(await _portal.PollAsync(_patient)));
        Assert.DoesNotContain(_portal.Harness.Publisher.Of<Transmission>()[^1].NotUnderstood, n => n.Why == "relocated");
    }

    [Fact]
    public async Task Reject_OneName_PagesThatHaveItAreRefused()
    {
        var one = (await _portal.RelocationsAsync()).Single(r => r.After == "Cell voltage");
        using (var answer = await SendAsync(HttpMethod.Post, $"aurora/{one.Id}/reject", Roles.Operator))
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);

        var stored = _portal.Stored;
        _portal.Harness.NextCycle();
        await _portal.TransmitAsync(_patient);
        Assert.Equal(PollOutcome.ParseFailed, (await _portal.PollAsync(_patient)).Outcome);
        Assert.Equal(stored, _portal.Stored);
        Assert.All(await _portal.RelocationsAsync(), r => Assert.Equal(r.Id == one.Id ? RelocationState.Rejected : RelocationState.Applied, r.State));
    }

    [Theory]
    [InlineData("POST", "aurora/undecided/confirm", null, HttpStatusCode.Unauthorized)]
    [InlineData("POST", "aurora/undecided/confirm", Roles.Clinician, HttpStatusCode.Forbidden)]
    [InlineData("POST", "aurora/undecided/reject", Roles.Clinician, HttpStatusCode.Forbidden)]
    [InlineData("GET", "aurora", Roles.Clinician, HttpStatusCode.Forbidden)]
    [InlineData("GET", "nobody", Roles.Operator, HttpStatusCode.NotFound)]
    [InlineData("POST", "aurora/0000000000000000/confirm", Roles.Operator, HttpStatusCode.NotFound)]
    public async Task Endpoint_CallerOrNameIsUnknown_DecidesNothing(string method, string path, string? role, HttpStatusCode expected)
    {
        using var answer = await SendAsync(new HttpMethod(method), path, role);

        Assert.Equal(expected, answer.StatusCode);
        Assert.All(await _portal.RelocationsAsync(), r => Assert.Null(r.Decided));
    }

    private static (PollOutcome, string?) Outcome(PollResult poll) => (poll.Outcome, poll.Reason);

    private async Task<WebApplication> StartAsync()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Development" });
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["urls"] = "http://127.0.0.1:0", ["APP_API_TOKEN"] = "app-token", ["Auth:DevelopmentKey"] = Key });
        builder.Services.AddSingleton<TimeProvider>(_portal.Harness.Time);
        builder.AddServiceDefaults(AppIds.Scraper);
        builder.Services.AddSingleton(_portal.Harness.Get<RelocationBook>());
        foreach (var adapter in _portal.Harness.Get<IEnumerable<IVendorAdapter>>())
            builder.Services.AddSingleton(adapter);
        var app = builder.Build();
        app.UseServiceDefaults();
        app.MapRelocations();
        await app.StartAsync(Stop);
        return app;
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? role)
    {
        using var request = new HttpRequestMessage(method, "/v1/relocations/" + path);
        if (role is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", DevelopmentIssuer.Issue(Key, "somebody", [role], TimeSpan.FromHours(9), _portal.Harness.Time));
        return await _http.SendAsync(request, Stop);
    }
}
