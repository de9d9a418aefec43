using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using VectorCare.Contracts;
using VectorCare.Contracts.Messages;
using VectorCare.Ingest.Tests.Servers;
using VectorCare.Ingest.Tests.Storage;
using VectorCare.ServiceDefaults.Auth;
using VectorCare.ServiceDefaults.Events;

namespace VectorCare.Ingest.Tests.Letters;

/// <summary>Dead letters as the sidecar brings them, and what operators do with them.</summary>
public sealed class LetterApiTests : IAsyncLifetime
{
    private static readonly Transmission Sample = Samples.Transmission;
    private readonly FakeTimeProvider _clock = new(Sample.SeenAt.AddMinutes(10));
    private readonly LetterBox _box = new();
    private readonly HeardLogs _logs = new();
    private IngestApp _app = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _app = await IngestApp.StartAsync(_clock, s => s.AddSingleton<IEventPublisher>(_box), _logs);

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _logs.Dispose();
    }

    [Fact]
    public async Task Counts_OfEveryTopic_SayReasonAndRemedy()
    {
        var transmission = JsonSerializer.Serialize(Sample, ContractsJson.Default.Transmission);
        await BringAsync(Topics.Transmissions, Event("t1", transmission));
        await BringAsync(Topics.Transmissions, Event("t2", transmission.Replace("\"schemaVersion\":1", "\"schemaVersion\":9", StringComparison.Ordinal)));
        await BringAsync(Topics.Transmissions, Event("t3", JsonSerializer.Serialize(Sample with { SeenAt = Sample.SeenAt.AddYears(-4) }, ContractsJson.Default.Transmission)));
        await BringAsync(Topics.Transmissions, "not json");
        await BringAsync(Topics.PollBatches, Event("b", JsonSerializer.Serialize(new PollBatch(1, "b", 1, 1, "aurora", Sample.SeenAt, Sample.SeenAt, null, []), ContractsJson.Default.PollBatch)));
        await BringAsync(Topics.SlotVersions, Event("s", """{"schemaVersion":1,"slot":7,"version":3,"hash":"44bc2cf5ad770999"}"""));

        var counts = (await _app.AskAsync(HttpMethod.Get, "/v1/dead-letters/counts", Roles.Operator)).EnumerateArray()
            .Select(c => $"{c.GetProperty("topic").GetString()} {c.GetProperty("reason").GetString()} {c.GetProperty("remedy").GetString()} {c.GetProperty("letters").GetInt64()}");

        Assert.Equal(
            [
                "poll-batches-deadletter expired Drop 1", "slot-versions-deadletter failed Drop 1", "transmissions-deadletter failed Replay 1", "transmissions-deadletter malformed Mend 1",
                "transmissions-deadletter out-of-time Replay 1", "transmissions-deadletter unknown-schema-version Mend 1",
            ],
            counts);
    }

    [Fact]
    public async Task Replay_OfATransmission_PublishesItOnceUnderItsOwnIdAndKey()
    {
        var body = Event(Sample.EventId, JsonSerializer.Serialize(Sample, ContractsJson.Default.Transmission));
        await BringAsync(Topics.Transmissions, body);
        await BringAsync(Topics.Transmissions, body);
        var id = Assert.Single(await ListAsync());

        Assert.Equal([HttpStatusCode.NoContent, HttpStatusCode.Conflict], [await PostAsync($"{id}/replay"), await PostAsync($"{id}/replay")]);

        Assert.Equal((Topics.Transmissions, Sample.EventId, Sample.Patient.ToString()), Assert.Single(_box.Published));
        Assert.Empty(await ListAsync());
        var resolved = await _app.AskAsync(HttpMethod.Get, $"/v1/dead-letters/{id}", Roles.Operator);
        Assert.Equal(("replayed", "somebody"), (resolved.GetProperty("resolution").GetProperty("how").GetString(), resolved.GetProperty("resolution").GetProperty("by").GetString()));

        // It fails once more: a letter of its own, that can be replayed again.
        await BringAsync(Topics.Transmissions, body);
        Assert.NotEqual(id, Assert.Single(await ListAsync()));
    }

    [Fact]
    public async Task Replay_PubSubIsAway_LeavesTheLetterOpen()
    {
        await BringAsync(Topics.Transmissions, Event(Sample.EventId, JsonSerializer.Serialize(Sample, ContractsJson.Default.Transmission)));
        _box.IsAway = true;

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await PostAsync($"{Assert.Single(await ListAsync())}/replay"));
        _box.IsAway = false;
        var result = await _app.AskAsync(HttpMethod.Post, "/v1/dead-letters/replay?topic=transmissions", Roles.Operator);

        Assert.Equal(1, result.GetProperty("results").GetProperty("Replayed").GetInt32());
        Assert.Empty(await ListAsync());
    }

    [Fact]
    public async Task Replay_WhatCannotBe_IsRefusedAndStaysOpen()
    {
        await BringAsync(Topics.PollBatches, Event("b", "{}"));
        await BringAsync(Topics.Transmissions, "{\"id\":");
        var letters = await ListAsync();

        Assert.Equal([HttpStatusCode.Conflict, HttpStatusCode.Conflict, HttpStatusCode.NotFound], [await PostAsync($"{letters[0]}/replay"), await PostAsync($"{letters[1]}/replay"), await PostAsync(new string('0', 32) + "/replay")]);
        using var all = await _app.SendAsync(HttpMethod.Post, "/v1/dead-letters/replay?topic=poll-batches", Roles.Operator);
        Assert.Equal(HttpStatusCode.Conflict, all.StatusCode);
        Assert.Equal(2, (await ListAsync()).Count);
        Assert.Empty(_box.Published);
    }

    [Fact]
    public async Task Drop_OfPolls_WantsAReasonThatIsKept()
    {
        for (var i = 0; i < 3; i++)
            await BringAsync(Topics.PollBatches, Event($"b{i}", "{}"));
        await BringAsync(Topics.Transmissions, "{\"id\":");
        var reason = JsonContent.Create(new { reason = "The vendor was away." });

        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync("drop?topic=poll-batches", JsonContent.Create(new { reason = "old" })));
        Assert.Equal(HttpStatusCode.Conflict, await PostAsync("drop?topic=transmissions", reason));
        Assert.Equal(3, (await _app.AskAsync(HttpMethod.Post, "/v1/dead-letters/drop?topic=poll-batches", Roles.Operator, JsonContent.Create(new { reason = "The vendor was away." }))).GetProperty("results").GetProperty("Dropped").GetInt32());
        Assert.Equal(HttpStatusCode.NoContent, await PostAsync($"{Assert.Single(await ListAsync())}/drop", JsonContent.Create(new { reason = "The sender was a test." })));

        var resolved = await _app.AskAsync(HttpMethod.Get, "/v1/dead-letters?resolved=true", Roles.Operator);
        Assert.Equal(["The vendor was away.", "The vendor was away.", "The vendor was away.", "The sender was a test."], resolved.EnumerateArray().Select(l => l.GetProperty("resolution").GetProperty("note").GetString()));
    }

    [Fact]
    public async Task Letters_NameNoPatientToOperatorsNorInLogs_AndTheBodyIsForClinicians()
    {
        var body = Event(Sample.EventId, JsonSerializer.Serialize(Sample, ContractsJson.Default.Transmission));
        await BringAsync(Topics.Transmissions, body);
        var id = Assert.Single(await ListAsync());
        await PostAsync($"{id}/replay");

        var seen = await _app.AskAsync(HttpMethod.Get, $"/v1/dead-letters/{id}", Roles.Operator) + string.Concat(_logs.Lines);
        using var forOperators = await _app.SendAsync(HttpMethod.Get, $"/v1/dead-letters/{id}/body", Roles.Operator);
        using var forClinicians = await _app.SendAsync(HttpMethod.Get, $"/v1/dead-letters/{id}/body", Roles.Clinician);
        using var asClinician = await _app.SendAsync(HttpMethod.Get, "/v1/dead-letters", Roles.Clinician);

        Assert.Contains(id, string.Concat(_logs.Lines), StringComparison.Ordinal);
        Assert.DoesNotContain(Sample.Patient.ToString(), seen, StringComparison.OrdinalIgnoreCase);
        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (forOperators.StatusCode, asClinician.StatusCode));
        Assert.Equal(body, await forClinicians.Content.ReadAsStringAsync(Stop));
    }

    private static string Event(string id, string data) => $$"""{"specversion":"1.0","id":"{{id}}","type":"t","data":{{data}}}""";

    private async Task BringAsync(string topic, string body) =>
        Assert.Equal("SUCCESS", await _app.PostAsync(Routes.DeadLetter(topic), JsonContent.Create(new { data_base64 = Convert.ToBase64String(Encoding.UTF8.GetBytes(body)) })));

    private async Task<List<string>> ListAsync() =>
        [.. (await _app.AskAsync(HttpMethod.Get, "/v1/dead-letters", Roles.Operator)).EnumerateArray().Select(l => l.GetProperty("id").GetString()!)];

    private async Task<HttpStatusCode> PostAsync(string path, HttpContent? content = null)
    {
        using var response = await _app.SendAsync(HttpMethod.Post, "/v1/dead-letters/" + path, Roles.Operator, content);
        return response.StatusCode;
    }

    private sealed class LetterBox : IEventPublisher
    {
        public List<(string Topic, string Id, string Key)> Published { get; } = [];

        public bool IsAway { get; set; }

        public Task PublishAsync<T>(string topic, string eventId, string partitionKey, T data, JsonTypeInfo<T> type, TimeSpan? ttl = null, string? traceparent = null, CancellationToken cancellationToken = default)
        {
            if (IsAway)
                throw new Dapr.DaprException("pub/sub is away");
            Published.Add((topic, eventId, partitionKey));
            return Task.CompletedTask;
        }
    }
}
