using System.Text.Json;
using CsCheck;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using VectorCare.Contracts;
using VectorCare.Contracts.Messages;
using VectorCare.Ingest.Events;
using VectorCare.Ingest.Polls;
using VectorCare.Ingest.Storage;
using VectorCare.Ingest.Storage.Sqlite;
using VectorCare.Ingest.Summary;
using VectorCare.TestKit;

namespace VectorCare.Ingest.Tests.Storage;

public sealed class EventStoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ingest-").FullName;
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 23, 20, 10, 0, TimeSpan.Zero));

    [Fact]
    public async Task WriteAsync_SameEventsInAnyOrderAnyNumberOfTimes_StoresEachOnce()
    {
        var events = Events();
        await Gen.Int[0, events.Count - 1].Array[1, 60].SampleAsync(async picks =>
        {
            await using var store = await OpenAsync(Path.Combine(_folder, Guid.NewGuid().ToString("n") + ".db"));
            var stored = 0;
            foreach (var chunk in picks.Chunk(7))
                stored += (await store.WriteAsync([.. chunk.Select(p => events[p])], CancellationToken.None)).Count(isNew => isNew);

            var polls = 0;
            await foreach (var _ in store.OutcomesSinceAsync(0, CancellationToken.None))
                polls++;
            var counts = await store.CountAsync(CancellationToken.None);
            var distinct = picks.Distinct().Select(p => events[p]).ToList();
            return stored == distinct.Count
                && polls == distinct.OfType<OutcomesReceived>().Count()
                && counts.Transmissions == distinct.OfType<TransmissionReceived>().Count()
                && counts.Alerts.Values.Sum() == distinct.OfType<AlertReceived>().Count();
        }, iter: 20, threads: 1);
    }

    [Fact]
    public async Task Read_AfterReopen_GivesBackWhatWasStored()
    {
        var path = Path.Combine(_folder, "reopen.db");
        var transmission = Sample("transmission", ContractsJson.Default.Transmission);
        var outcomes = Sample("poll-outcomes", ContractsJson.Default.PollOutcomes);
        await using (var store = await OpenAsync(path))
            await store.WriteAsync([new TransmissionReceived("t", transmission), new OutcomesReceived("o", outcomes), new AlertReceived("a", Sample("alert", ContractsJson.Default.AlertEvent))], CancellationToken.None);

        await using var reopened = await OpenAsync(path);

        var body = Assert.Single(await reopened.TransmissionsAsync(transmission.Patient, transmission.SessionTime.AddSeconds(1), 10, CancellationToken.None));
        Assert.Equal(JsonSerializer.Serialize(transmission, ContractsJson.Default.Transmission), System.Text.Encoding.UTF8.GetString(body));
        Assert.Empty(await reopened.TransmissionsAsync(transmission.Patient, transmission.SessionTime, 10, CancellationToken.None));
        Assert.Single(await reopened.AlertsAsync(DateTimeOffset.MaxValue, 10, CancellationToken.None));
        await foreach (var read in reopened.OutcomesSinceAsync(outcomes.Cycle, CancellationToken.None))
            Assert.Equal(outcomes.Polls, read.Polls);
    }

    [Fact]
    public async Task PollsAsync_OfAPatient_FindsThemInTheirSlot()
    {
        await using var store = await OpenAsync(Path.Combine(_folder, "polls.db"));
        var patient = Guid.NewGuid();
        var slot = Slots.Of(patient);
        foreach (var cycle in (long[])[10, 11, 12])
            await store.WriteAsync([new OutcomesReceived($"{cycle}", new PollOutcomes(1, $"{cycle}", cycle, slot, "aurora", Slots.Due(cycle, slot), [new(patient, "clinic-01", PollOutcome.Unchanged, 1, 1, 1, null, 0, null), new(Guid.NewGuid(), "clinic-01", PollOutcome.New, 1, 1, 1, null, 1, null)]))], CancellationToken.None);

        var polls = await store.PollsAsync(patient, 11, 12, CancellationToken.None);

        Assert.Equal([11, 12], polls.Select(p => p.Cycle));
        Assert.All(polls, p => Assert.Equal(PollOutcome.Unchanged, p.Poll.Outcome));
    }

    [Fact]
    public async Task GroupCommit_AfterRestart_RemembersCountsAndDuplicates()
    {
        var path = Path.Combine(_folder, "restart.db");
        var outcomes = Sample("poll-outcomes", ContractsJson.Default.PollOutcomes) with { Cycle = Slots.CycleAt(7, _clock.GetUtcNow()) };
        await RunAsync(path, (commits, _) => commits.WriteAsync(new OutcomesReceived("o", outcomes), CancellationToken.None));

        await RunAsync(path, async (commits, ledger) =>
        {
            Assert.False(await commits.WriteAsync(new OutcomesReceived("o", outcomes), CancellationToken.None));
            Assert.Equal(outcomes.Polls.Count, ledger.Read(null).Done);
            ledger.Add(outcomes);
            Assert.Equal(outcomes.Polls.Count, ledger.Read(null).Duplicated);
        });
    }

    [Fact]
    public async Task GroupCommit_StoreFails_EveryCallerHears()
    {
        await using var store = new FailingStore();
        using var commits = Commits(store, new PollLedger());
        await commits.StartAsync(CancellationToken.None);

        await Assert.ThrowsAsync<IOException>(() => commits.WriteAsync(Events()[0], CancellationToken.None));

        await commits.StopAsync(CancellationToken.None);
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task RunAsync(string path, Func<GroupCommit, PollLedger, Task> use)
    {
        await using var store = Store(path);
        var ledger = new PollLedger();
        using var commits = Commits(store, ledger);
        await commits.StartAsync(CancellationToken.None);
        await use(commits, ledger);
        await commits.StopAsync(CancellationToken.None);
    }

    private GroupCommit Commits(IEventStore store, PollLedger ledger) =>
        new(store, ledger, new AlertLedger(), _clock, Options.Create(new StorageOptions()), NullLogger<GroupCommit>.Instance);

    private async Task<SqliteEventStore> OpenAsync(string path)
    {
        var store = Store(path);
        await store.OpenAsync(CancellationToken.None);
        return store;
    }

    private SqliteEventStore Store(string path) => new(Options.Create(new StorageOptions { Path = path }), _clock);

    private static List<IngestEvent> Events()
    {
        var outcomes = Sample("poll-outcomes", ContractsJson.Default.PollOutcomes);
        var transmission = Sample("transmission", ContractsJson.Default.Transmission);
        var connectivity = Sample("connectivity-event", ContractsJson.Default.ConnectivityEvent);
        var alert = Sample("alert", ContractsJson.Default.AlertEvent);
        return [.. Enumerable.Range(0, 4).SelectMany(i => (IngestEvent[])[new OutcomesReceived($"{i}", outcomes), new TransmissionReceived($"{i}", transmission), new ConnectivityReceived($"{i}", connectivity), new AlertReceived($"{i}", alert), new LetterReceived($"{i}", "alerts-deadletter", null, [1, 2])])];
    }

    private static T Sample<T>(string name, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) =>
        JsonSerializer.Deserialize(File.ReadAllText(RepositoryPaths.At("contracts", "samples", name + ".v1.good.json")), type)!;

    private sealed class FailingStore : IEventStore
    {
        public Task OpenAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<IReadOnlyList<bool>> WriteAsync(IReadOnlyList<IngestEvent> events, CancellationToken cancellationToken) => throw new IOException("The disk is full.");

        public IAsyncEnumerable<PollOutcomes> OutcomesSinceAsync(long cycle, CancellationToken cancellationToken) => AsyncEnumerable.Empty<PollOutcomes>();

        public Task<StoredCounts> CountAsync(CancellationToken cancellationToken) => Task.FromResult(new StoredCounts(0, new Dictionary<AlertState, long>()));

        public Task<IReadOnlyList<byte[]>> TransmissionsAsync(Guid patient, DateTimeOffset before, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<byte[]>> AlertsAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<(long Cycle, PollResult Poll)>> PollsAsync(Guid patient, long fromCycle, long toCycle, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
