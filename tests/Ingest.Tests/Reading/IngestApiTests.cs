using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using VectorCare.Contracts;
using VectorCare.Contracts.Messages;
using VectorCare.Ingest.Storage.Raw;
using VectorCare.Ingest.Tests.Storage;
using VectorCare.ServiceDefaults;
using VectorCare.ServiceDefaults.Auth;
using VectorCare.TestKit;

namespace VectorCare.Ingest.Tests.Reading;

/// <summary>The service as it runs, on SQLite; the test is its sidecar and its clinicians.</summary>
public sealed class IngestApiTests : IAsyncLifetime
{
    private const string Token = "app-token-of-the-test";
    private static readonly string Key = Convert.ToBase64String(SHA256.HashData("test"u8));
    private static readonly Transmission Sample = Samples.Transmission;
    private readonly string _folder = Directory.CreateTempSubdirectory("ingest-api-").FullName;
    private readonly FakeTimeProvider _clock = new(Sample.SeenAt.AddMinutes(10));
    private readonly HttpClient _http = new();
    private WebApplication _app = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Development" });
        builder.Logging.ClearProviders();
        var url = $"http://127.0.0.1:{FreePorts.Next()}";
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["urls"] = url, ["APP_API_TOKEN"] = Token, ["Auth:DevelopmentKey"] = Key, ["Storage:Path"] = Path.Combine(_folder, "ingest.db") });
        builder.Services.AddSingleton<TimeProvider>(_clock);
        builder.AddServiceDefaults(AppIds.Ingest);
        builder.AddIngest();
        builder.Services.AddSingleton<IMasterKey, FixedMasterKey>();
        _app = builder.Build();
        _app.UseServiceDefaults();
        _app.MapIngest();
        _http.BaseAddress = new Uri(url);
        await _app.StartAsync(Stop);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Transmissions_Delivered_AreReadWithBothAges()
    {
        var cycle = Slots.CycleAt(Slots.Of(Sample.Patient), _clock.GetUtcNow());
        Assert.Equal("SUCCESS", await DeliverAsync(Topics.Transmissions, "t", JsonSerializer.Serialize(Sample, ContractsJson.Default.Transmission)));
        for (var i = 0; i < 3; i++)
            Assert.Equal("SUCCESS", await DeliverAsync(Topics.PollOutcomes, $"o{i}", JsonSerializer.Serialize(Samples.Batch(Sample.Patient, cycle - i).Data, ContractsJson.Default.PollOutcomes)));

        var latest = await ReadAsync($"/v1/patients/{Sample.Patient}/latest", Roles.Clinician);
        var day = (await ReadAsync($"/v1/patients/{Sample.Patient}/timeline?day={Sample.SeenAt:yyyy-MM-dd}", Roles.Clinician)).RootElement;
        var freshness = (await ReadAsync("/v1/freshness/vendors", Roles.Operator)).RootElement;
        var statistics = (await ReadAsync("/v1/statistics", Roles.Operator)).RootElement;

        var first = latest.RootElement[0];
        Assert.Equal((Sample.Measurements[0].Code, 600d, (_clock.GetUtcNow() - Sample.SessionTime).TotalSeconds), (first.GetProperty("code").GetInt32(), first.GetProperty("seenAgeSeconds").GetDouble(), first.GetProperty("deviceAgeSeconds").GetDouble()));
        Assert.Equal(3, Assert.Single(day.GetProperty("polls").EnumerateArray()).GetProperty("polls").GetInt32());
        Assert.Equal(Sample.EventId, Assert.Single(day.GetProperty("transmissions").EnumerateArray()).GetProperty("eventId").GetString());
        Assert.Equal("aurora", freshness[0].GetProperty("vendor").GetString());
        Assert.True(statistics.GetProperty("bytes").GetInt64() > 0);
        Assert.Equal(6, statistics.GetProperty("polls").GetInt64());
    }

    [Fact]
    public async Task Freshness_AfterAnHourWithoutPolls_CountsThePatientAsStale()
    {
        var cycle = Slots.CycleAt(Slots.Of(Sample.Patient), _clock.GetUtcNow());
        await DeliverAsync(Topics.PollOutcomes, "o", JsonSerializer.Serialize(Samples.Batch(Sample.Patient, cycle).Data, ContractsJson.Default.PollOutcomes));
        Assert.Equal(0, (await ReadAsync("/v1/freshness/vendors", Roles.Operator)).RootElement[0].GetProperty("stale").GetInt64());

        _clock.Advance(TimeSpan.FromMinutes(61));

        Assert.Equal(2, (await ReadAsync("/v1/freshness/vendors", Roles.Operator)).RootElement[0].GetProperty("stale").GetInt64());
        Assert.Equal(2, (await ReadAsync("/v1/freshness/patients?limit=5", Roles.Clinician)).RootElement.GetArrayLength());
    }

    [Fact]
    public async Task Events_ThatNoStoreShouldKeep_AreDroppedAndOthersGoOn()
    {
        var good = JsonSerializer.Serialize(Sample, ContractsJson.Default.Transmission);

        Assert.Equal("DROP", await DeliverAsync(Topics.Transmissions, "v", good.Replace("\"schemaVersion\":1", "\"schemaVersion\":9", StringComparison.Ordinal)));
        Assert.Equal("DROP", await DeliverAsync(Topics.Transmissions, "n", good.Replace("\"value\":512", "\"value\":NaN", StringComparison.Ordinal)));
        Assert.Equal("DROP", await DeliverAsync(Topics.Transmissions, "i", good.Replace("\"value\":512", "\"value\":1e999", StringComparison.Ordinal)));
        Assert.Equal("DROP", await DeliverAsync(Topics.Transmissions, "z", good.Replace("\"channel\":\"RA\"", "\"channel\":\"R\\u0000A\"", StringComparison.Ordinal)));
        Assert.Equal("DROP", await DeliverAsync(Topics.Transmissions, "y", JsonSerializer.Serialize(Sample with { SeenAt = Sample.SeenAt.AddYears(-4) }, ContractsJson.Default.Transmission)));
        Assert.Equal("SUCCESS", await DeliverAsync(Topics.Transmissions, "d", JsonSerializer.Serialize(Sample with { SessionTime = Sample.SessionTime.AddYears(-20) }, ContractsJson.Default.Transmission)));
        Assert.Equal("SUCCESS", await DeliverAsync(Topics.Transmissions, "g", good));

        Assert.Equal(2, (await ReadAsync($"/v1/patients/{Sample.Patient}/transmissions", Roles.Clinician)).RootElement.GetArrayLength());
    }

    [Fact]
    public async Task Raw_PutBySidecar_IsGivenToCliniciansExactly()
    {
        var page = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("<td>MSH|Doe^Jane</td>", 900)));
        var path = $"/v1/patients/{Sample.Patient}/raw/{Convert.ToHexStringLower(SHA256.HashData(page))}";

        Assert.Equal(HttpStatusCode.NoContent, await PutAsync(path + "?vendor=aurora", page));
        Assert.Equal(HttpStatusCode.NoContent, await PutAsync(path + "?vendor=aurora", page));
        Assert.Equal(HttpStatusCode.Conflict, await PutAsync(path + "?vendor=aurora", page[1..]));
        using var given = await SendAsync(path, Roles.Clinician);
        Assert.Equal(page, await given.Content.ReadAsByteArrayAsync(Stop));
        Assert.DoesNotContain("Doe^Jane", Encoding.Latin1.GetString(await StoredBytesAsync()), StringComparison.Ordinal);
        using var request = new HttpRequestMessage(HttpMethod.Delete, $"/v1/patients/{Sample.Patient}/data");
        request.Headers.Authorization = Bearer(Roles.Registrar);
        using var deleted = await _http.SendAsync(request, Stop);
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        using var gone = await SendAsync(path, Roles.Clinician);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        Assert.Equal(HttpStatusCode.Gone, await PutAsync(path + "?vendor=aurora", page));
    }

    [Theory]
    [InlineData("/v1/patients/0f8b3a52-6c1d-4e0a-9b7e-2f1c5d8a4e10/latest")]
    [InlineData("/v1/patients/0f8b3a52-6c1d-4e0a-9b7e-2f1c5d8a4e10/timeline")]
    [InlineData("/v1/freshness/patients")]
    [InlineData("/v1/alerts")]
    public async Task Endpoints_OfPatients_AreClosedToOperatorsAndStrangers(string path)
    {
        using var stranger = await _http.GetAsync(path, Stop);
        using var operatorsAnswer = await SendAsync(path, Roles.Operator);

        Assert.Equal(HttpStatusCode.Unauthorized, stranger.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, operatorsAnswer.StatusCode);
    }

    [Fact]
    public async Task OpenApi_NamesEveryReadingEndpoint()
    {
        var paths = (await ReadAsync("/v1/openapi.json", Roles.Clinician)).RootElement.GetProperty("paths").EnumerateObject().Select(p => p.Name).ToHashSet();

        Assert.Superset(new HashSet<string>(["/v1/patients/{patient}/latest", "/v1/patients/{patient}/timeline", "/v1/patients/{patient}/polls", "/v1/patients/{patient}/raw/{hash}", "/v1/statistics", "/v1/freshness/vendors"], StringComparer.Ordinal), paths);
    }

    private async Task<byte[]> StoredBytesAsync()
    {
        await using var file = new FileStream(Path.Combine(_folder, "ingest.db-wal"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[file.Length];
        await file.ReadExactlyAsync(bytes, Stop);
        return bytes;
    }

    private async Task<string> DeliverAsync(string topic, string id, string data)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Routes.Event(topic));
        request.Headers.Add("dapr-api-token", Token);
        request.Content = new StringContent($$"""{"specversion":"1.0","id":"{{id}}","data":{{data}}}""", Encoding.UTF8, "application/cloudevents+json");
        using var response = await _http.SendAsync(request, Stop);
        return (await response.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("status").GetString()!;
    }

    private async Task<HttpStatusCode> PutAsync(string path, byte[] page)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, path);
        request.Headers.Add("dapr-api-token", Token);
        request.Content = new ByteArrayContent(page);
        using var response = await _http.SendAsync(request, Stop);
        return response.StatusCode;
    }

    private async Task<JsonDocument> ReadAsync(string path, string role)
    {
        using var response = await SendAsync(path, role);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync(Stop));
    }

    private async Task<HttpResponseMessage> SendAsync(string path, string role)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = Bearer(role);
        return await _http.SendAsync(request, Stop);
    }

    private AuthenticationHeaderValue Bearer(string role) => new("Bearer", DevelopmentIssuer.Issue(Key, "somebody", [role], TimeSpan.FromHours(9), _clock));

    private sealed class FixedMasterKey : IMasterKey
    {
        public ValueTask<byte[]> GetAsync(CancellationToken cancellationToken) => new(SHA256.HashData("test"u8));
    }
}
