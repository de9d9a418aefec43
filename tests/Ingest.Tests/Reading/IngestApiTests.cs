using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using VectorCare.Contracts;
using VectorCare.Contracts.Messages;
using VectorCare.Ingest.Tests.Servers;
using VectorCare.Ingest.Tests.Storage;
using VectorCare.ServiceDefaults.Auth;

namespace VectorCare.Ingest.Tests.Reading;

/// <summary>The service as it runs, on SQLite; the test is its sidecar and its clinicians.</summary>
public sealed class IngestApiTests : IAsyncLifetime
{
    private static readonly Transmission Sample = Samples.Transmission;
    private readonly FakeTimeProvider _clock = new(Sample.SeenAt.AddMinutes(10));
    private IngestApp _app = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _app = await IngestApp.StartAsync(_clock);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Transmissions_Delivered_AreReadWithBothAges()
    {
        var cycle = Slots.CycleAt(Slots.Of(Sample.Patient), _clock.GetUtcNow());
        Assert.Equal("SUCCESS", await _app.DeliverAsync(Topics.Transmissions, "t", JsonSerializer.Serialize(Sample, ContractsJson.Default.Transmission)));
        for (var i = 0; i < 3; i++)
            Assert.Equal("SUCCESS", await _app.DeliverAsync(Topics.PollOutcomes, $"o{i}", JsonSerializer.Serialize(Samples.Batch(Sample.Patient, cycle - i).Data, ContractsJson.Default.PollOutcomes)));

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
        await _app.DeliverAsync(Topics.PollOutcomes, "o", JsonSerializer.Serialize(Samples.Batch(Sample.Patient, cycle).Data, ContractsJson.Default.PollOutcomes));
        Assert.Equal(0, (await ReadAsync("/v1/freshness/vendors", Roles.Operator)).RootElement[0].GetProperty("stale").GetInt64());

        _clock.Advance(TimeSpan.FromMinutes(61));

        Assert.Equal(2, (await ReadAsync("/v1/freshness/vendors", Roles.Operator)).RootElement[0].GetProperty("stale").GetInt64());
        Assert.Equal(2, (await ReadAsync("/v1/freshness/patients?limit=5", Roles.Clinician)).RootElement.GetArrayLength());
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
        using var deleted = await _app.SendAsync(HttpMethod.Delete, $"/v1/patients/{Sample.Patient}/data", Roles.Registrar);
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
        using var stranger = await _app.Http.GetAsync(path, Stop);
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

    [Fact]
    public async Task Export_AskedByAnOperator_WritesTheDayAndSaysHowFarItIs()
    {
        var (past, today) = ($"/v1/exports/{_clock.GetUtcNow().AddDays(-9):yyyy-MM-dd}", $"/v1/exports/{_clock.GetUtcNow():yyyy-MM-dd}");
        Assert.Equal(HttpStatusCode.Forbidden, (await _app.SendAsync(HttpMethod.Put, past, Roles.Clinician)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(past, Roles.Operator)).StatusCode);
        using var refused = await _app.SendAsync(HttpMethod.Put, today, Roles.Operator);
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Contains("DayNotOver", await refused.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.Accepted, (await _app.SendAsync(HttpMethod.Put, past, Roles.Operator)).StatusCode);

        string state;
        while ((state = (await _app.AskAsync(HttpMethod.Get, past, Roles.Operator)).GetProperty("state").GetString()!) != "Done")
            Assert.NotEqual("Failed", state);
        Assert.Equal(6, Directory.GetFiles(_app.Folder, "*.parquet", SearchOption.AllDirectories).Length);
    }

    private async Task<byte[]> StoredBytesAsync()
    {
        await using var file = new FileStream(Path.Combine(_app.Folder, "ingest.db-wal"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[file.Length];
        await file.ReadExactlyAsync(bytes, Stop);
        return bytes;
    }

    private async Task<HttpStatusCode> PutAsync(string path, byte[] page)
    {
        using var response = await _app.SidecarAsync(HttpMethod.Put, path, new ByteArrayContent(page));
        return response.StatusCode;
    }

    private async Task<JsonDocument> ReadAsync(string path, string role)
    {
        using var response = await SendAsync(path, role);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync(Stop));
    }

    private Task<HttpResponseMessage> SendAsync(string path, string role) => _app.SendAsync(HttpMethod.Get, path, role);
}
