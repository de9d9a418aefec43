using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using VectorCare.Contracts;
using VectorCare.Contracts.Messages;
using VectorCare.Ingest.Tests.Servers;
using VectorCare.Ingest.Tests.Storage;
using VectorCare.ServiceDefaults.Auth;
using VectorCare.ServiceDefaults.Events;

namespace VectorCare.Ingest.Tests.Events;

/// <summary>Input that no store should keep, as a sidecar brings it to the service: refused at once with event and reason, and in nobody's way.</summary>
public abstract class BadInputContract : IAsyncLifetime
{
    private const string Hole = "\"@\"";
    private static readonly Transmission Sample = Samples.Transmission;
    private static readonly DateTimeOffset Now = Sample.SeenAt.AddMinutes(1);

    /// <summary>Topic, what is put where in its good sample, and the reason of the refusal.</summary>
    private static readonly (string Topic, string Path, string Value, string Reason)[] Bad =
    [
        (Topics.Transmissions, "schemaVersion", "9", "unknown-schema-version"),
        (Topics.Transmissions, "schemaVersion", "0", "unknown-schema-version"),
        (Topics.Transmissions, "schemaVersion", "null", "malformed"),
        (Topics.Transmissions, "schemaVersion", "99999999999", "malformed"),
        (Topics.PollOutcomes, "schemaVersion", "2", "unknown-schema-version"),
        (Topics.Connectivity, "schemaVersion", "2", "unknown-schema-version"),
        (Topics.Alerts, "schemaVersion", "2", "unknown-schema-version"),
        (Topics.Transmissions, "measurements/1/value", "\"NaN\"", "not-finite"),
        (Topics.Transmissions, "measurements/1/value", "1e999", "not-finite"),
        (Topics.Transmissions, "measurements/1/value", "-1e999", "not-finite"),
        (Topics.Transmissions, "episodes/0/durationSeconds", "1e999", "not-finite"),
        (Topics.Transmissions, "measurements", "null", "malformed"),
        (Topics.Transmissions, "measurements/0", "null", "malformed"),
        (Topics.Transmissions, "episodes/0", "null", "malformed"),
        (Topics.Transmissions, "episodes/0/type", "99", "out-of-range"),
        (Topics.Transmissions, "device/kind", "99", "out-of-range"),
        (Topics.Transmissions, "rawLength", "-1", "out-of-range"),
        (Topics.Transmissions, "rawHash", "\"x\"", "bad-hash"),
        (Topics.Transmissions, "measurements/1/channel", "\"R\\u0000A\"", "bad-text"),
        (Topics.Transmissions, "vendor", "\"\\u0000\"", "bad-text"),
        (Topics.Transmissions, "measurements/1/channel", "\"\\ud800\"", "malformed"),
        (Topics.Transmissions, "seenAt", "\"2022-11-23T20:00:00Z\"", "out-of-time"),
        (Topics.Transmissions, "seenAt", "\"0001-01-01T00:00:00Z\"", "out-of-time"),
        (Topics.Transmissions, "seenAt", "\"9999-12-31T23:59:59Z\"", "out-of-time"),
        (Topics.Transmissions, "sessionTime", "\"0001-01-01T00:00:00Z\"", "out-of-range"),
        (Topics.Transmissions, "sessionTime", "\"2026-02-30T00:00:00Z\"", "malformed"),
        (Topics.PollOutcomes, "slot", "300", "out-of-range"),
        (Topics.PollOutcomes, "cycle", "-1", "out-of-range"),
        (Topics.PollOutcomes, "cycle", "1", "out-of-time"),
        (Topics.PollOutcomes, "due", "\"9999-12-31T23:59:59Z\"", "out-of-time"),
        (Topics.PollOutcomes, "polls", "null", "malformed"),
        (Topics.PollOutcomes, "polls/0", "null", "malformed"),
        (Topics.PollOutcomes, "polls/0/outcome", "99", "out-of-range"),
        (Topics.PollOutcomes, "polls/0/latenessMs", "9223372036854775807", "out-of-range"),
        (Topics.PollOutcomes, "polls/0/latenessMs", "-9223372036854775808", "out-of-range"),
        (Topics.PollOutcomes, "polls/0/durationMs", "-1", "out-of-range"),
        (Topics.PollOutcomes, "polls/0/contentHash", "\"EF46DB3751D8E999\"", "bad-hash"),
        (Topics.PollOutcomes, "polls/1/reason", "\"a\\u0000b\"", "bad-text"),
        (Topics.Connectivity, "kind", "99", "out-of-range"),
        (Topics.Connectivity, "at", "\"1998-01-01T00:00:00Z\"", "out-of-time"),
        (Topics.Connectivity, "vendor", "\"a\\u0000\"", "bad-text"),
        (Topics.Alerts, "state", "99", "out-of-range"),
        (Topics.Alerts, "severity", "99", "out-of-range"),
        (Topics.Alerts, "at", "\"2096-01-01T00:00:00Z\"", "out-of-time"),
        (Topics.Alerts, "alertId", "\"a\\u0000\"", "bad-text"),
    ];

    private readonly HeardLogs _logs = new();
    private readonly FakeTimeProvider _clock = new(Now);
    private StorePlace _place = null!;
    private IngestApp _app = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _place = await CreateAsync();
        _app = await IngestApp.StartAsync(_clock, logs: _logs, place: _place);
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
            await _app.DisposeAsync();
        if (_place is not null)
            await _place.DisposeAsync();
        _logs.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected abstract Task<StorePlace> CreateAsync();

    [Fact]
    public async Task Events_ThatNoStoreShouldKeep_AreDroppedByNameAndReasonAndOthersGoOn()
    {
        var heard = new List<string>();
        foreach (var (number, (topic, path, value, _)) in Bad.Index())
        {
            var id = $"{Sample.Patient}:{number}";
            heard.Add($"{topic} {path} {value}: {await _app.DeliverAsync(topic, id, Broken(topic, path, value))} {ReasonOf(topic, id)}");
        }

        Assert.Equal(Bad.Select(b => $"{b.Topic} {b.Path} {b.Value}: DROP {b.Reason}"), heard);
        Assert.DoesNotContain(Sample.Patient.ToString(), string.Concat(_logs.Lines), StringComparison.OrdinalIgnoreCase);
        foreach (var topic in Bad.Select(b => b.Topic).Distinct())
            Assert.Equal("SUCCESS", await _app.DeliverAsync(topic, "good", Good(topic).ToJsonString()));
        await using var replica = await _place.OpenAsync(_clock);
        var counts = await replica.Store.CountAsync(Stop);
        Assert.Equal((1, 1, 1), (counts.Transmissions, counts.Alerts.Values.Sum(), await replica.Store.OutcomesSinceAsync(0, Stop).CountAsync(Stop)));
        Assert.Single(await replica.Store.ConnectivityAsync(Sample.Patient, DateTimeOffset.MaxValue, 10, Stop));
    }

    [Theory]
    [InlineData("a\\u0000b", "1", "bad-text")]
    [InlineData("\\ud800", "1", "malformed")]
    [InlineData("a", "NaN", "malformed")]
    [InlineData("a", "Infinity", "malformed")]
    public async Task Event_WhoseIdIsNoTextOrThatIsNoJson_IsDropped(string id, string value, string reason)
    {
        Assert.Equal("DROP", await _app.DeliverAsync(Topics.Transmissions, id, Broken(Topics.Transmissions, "measurements/1/value", value)));

        Assert.Contains(_logs.Lines, l => l.EndsWith(": " + reason + ".", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("1903-01-01T00:00:00Z", "0001-01-01T00:00:00Z")]
    [InlineData("2096-01-01T00:00:00Z", "9999-12-31T23:59:59.9999999Z")]
    public async Task DeviceClock_YearsOff_IsKeptAndShownBesideOurs(string session, string device)
    {
        var odd = Sample with { SessionTime = DateTimeOffset.Parse(session, CultureInfo.InvariantCulture), Measurements = [Sample.Measurements[1] with { DeviceTime = DateTimeOffset.Parse(device, CultureInfo.InvariantCulture) }] };
        var right = Sample with { TransmissionId = "T-21", SeenAt = Now, Measurements = [Sample.Measurements[1] with { Value = 480 }] };

        Assert.Equal("SUCCESS", await _app.DeliverAsync(Topics.Transmissions, "odd", JsonSerializer.Serialize(odd, ContractsJson.Default.Transmission)));
        Assert.Equal(512, (await LatestAsync()).GetProperty("value").GetDouble());
        Assert.Equal("SUCCESS", await _app.DeliverAsync(Topics.Transmissions, "right", JsonSerializer.Serialize(right with { SessionTime = Now }, ContractsJson.Default.Transmission)));

        Assert.Equal((480, 0), ((await LatestAsync()).GetProperty("value").GetDouble(), (await LatestAsync()).GetProperty("seenAgeSeconds").GetDouble()));
        Assert.Equal(2, (await _app.AskAsync(HttpMethod.Get, $"/v1/patients/{Sample.Patient}/transmissions", Roles.Clinician)).GetArrayLength());
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("not json")]
    [InlineData("""{"data_base64":5}""")]
    [InlineData("""{"data_base64":"eyJpZCI6Ilx1ZDgwMCIsInR5cGUiOiJcdTAwMDAifQ=="}""")]
    [InlineData("""{"data_base64":"eyJpZCI6ImEiLCJ0eXBlIjoiYVx1MDAwMGIiLCJkYXRhIjp7fX0="}""")]
    [InlineData("""{"data_base64":"AAAA"}""")]
    public async Task DeadLetter_WhateverItHolds_IsKeptOnce(string body)
    {
        for (var i = 0; i < 2; i++)
            Assert.Equal("SUCCESS", await _app.PostAsync(Routes.DeadLetter(Topics.Transmissions), new StringContent(body, Encoding.UTF8, "application/json")));

        var letter = Assert.Single((await _app.AskAsync(HttpMethod.Get, "/v1/dead-letters", Roles.Operator)).EnumerateArray());
        Assert.Equal("malformed", letter.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task RawPage_TenMegabytes_ComesBackExactlyAndBeyondTheLimitIsRefused()
    {
        var page = RandomNumberGenerator.GetBytes(10 << 20);

        Assert.Equal(HttpStatusCode.NoContent, await PutAsync(page));
        using var given = await _app.SendAsync(HttpMethod.Get, RawPath(page), Roles.Clinician);
        Assert.Equal(page, await given.Content.ReadAsByteArrayAsync(Stop));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await PutAsync(new byte[(16 << 20) + 1]));
        Assert.Equal(HttpStatusCode.BadRequest, await PutAsync(page, vendor: "a%00b"));
    }

    private static JsonNode Good(string topic) => topic switch
    {
        Topics.PollOutcomes => JsonSerializer.SerializeToNode(Samples.Outcomes with { Cycle = Slots.CycleAt(Samples.Outcomes.Slot, Now) }, ContractsJson.Default.PollOutcomes)!,
        Topics.Transmissions => JsonSerializer.SerializeToNode(Sample, ContractsJson.Default.Transmission)!,
        Topics.Connectivity => JsonSerializer.SerializeToNode(Samples.Connectivity, ContractsJson.Default.ConnectivityEvent)!,
        _ => JsonSerializer.SerializeToNode(Samples.Alert, ContractsJson.Default.AlertEvent)!,
    };

    /// <summary>The good sample with one value changed to what may be no JSON at all.</summary>
    private static string Broken(string topic, string path, string value)
    {
        var (whole, steps) = (Good(topic), path.Split('/'));
        var at = whole;
        foreach (var step in steps[..^1])
            at = int.TryParse(step, out var index) ? at[index]! : at[step]!;
        if (int.TryParse(steps[^1], out var last))
            at[last] = "@";
        else
            at[steps[^1]] = "@";
        return whole.ToJsonString().Replace(Hole, value, StringComparison.Ordinal);
    }

    /// <summary>What the log says of an event: it is named as its dead letter would be.</summary>
    private string? ReasonOf(string topic, string id)
    {
        var named = $"Event {new DeadLetter(default, id, null).Key(Topics.DeadLetter(topic))} of {topic} was dropped to the dead letter: ";
        return _logs.Lines.SingleOrDefault(l => l.StartsWith(named, StringComparison.Ordinal))?[named.Length..].TrimEnd('.');
    }

    private async Task<JsonElement> LatestAsync() => Assert.Single((await _app.AskAsync(HttpMethod.Get, $"/v1/patients/{Sample.Patient}/latest", Roles.Clinician)).EnumerateArray());

    private static string RawPath(byte[] page) => $"/v1/patients/{Sample.Patient}/raw/{Convert.ToHexStringLower(SHA256.HashData(page))}";

    private async Task<HttpStatusCode> PutAsync(byte[] page, string vendor = "aurora")
    {
        using var response = await _app.SidecarAsync(HttpMethod.Put, $"{RawPath(page)}?vendor={vendor}", new ByteArrayContent(page));
        return response.StatusCode;
    }
}

public sealed class SqliteBadInputTests : BadInputContract
{
    private protected override Task<StorePlace> CreateAsync() => Task.FromResult<StorePlace>(new SqlitePlace());
}

public sealed class PostgresBadInputTests : BadInputContract
{
    private protected override async Task<StorePlace> CreateAsync() => await PostgresPlace.CreateAsync();
}
