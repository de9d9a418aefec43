using Microsoft.Extensions.Time.Testing;
using VectorCare.Contracts;
using VectorCare.Contracts.Messages;
using VectorCare.Ingest.Events;
using VectorCare.Ingest.Polls;
using VectorCare.Ingest.Storage;
using VectorCare.Ingest.Summary;
using VectorCare.Ingest.Tests.Servers;

namespace VectorCare.Ingest.Tests.Storage;

public sealed class GroupCommitTests
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 23, 20, 10, 0, TimeSpan.Zero));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WriteAsync_AfterRestart_RemembersCountsAndDuplicates()
    {
        await using var place = new SqlitePlace();
        var outcomes = Samples.Outcomes with { Cycle = Slots.CycleAt(7, _clock.GetUtcNow()) };
        await using (var before = place.Replica(_clock))
            await RunAsync(before.Store, (commits, _) => commits.WriteAsync(new OutcomesReceived("o", outcomes), Stop));

        await using var after = place.Replica(_clock);
        await RunAsync(after.Store, async (commits, ledger) =>
        {
            Assert.False(await commits.WriteAsync(new OutcomesReceived("o", outcomes), Stop));
            Assert.Equal(outcomes.Polls.Count, ledger.Read(null, null).Done);
            ledger.Add(outcomes);
            Assert.Equal(outcomes.Polls.Count, ledger.Read(null, null).Duplicated);
        });
    }

    [Fact]
    public async Task Start_OnStatesOfANewerVersion_CountsTheOthers()
    {
        await using var place = new SqlitePlace();
        await using (var newer = await place.OpenAsync(_clock))
            await newer.Store.WriteAsync([new AlertReceived("a", Samples.Alert with { State = (AlertState)99 }), new AlertReceived("b", Samples.Alert)], Stop);

        await using var older = place.Replica(_clock);
        var alerts = new AlertLedger();
        using var commits = TestCommits.Of(older.Store, _clock, alerts: alerts);
        await commits.StartAsync(Stop);
        await commits.Opened.WaitAsync(Stop);

        Assert.Equal(1, alerts.Read().Values.Sum());
        await commits.StopAsync(Stop);
    }

    [Fact]
    public async Task WriteAsync_StoreIsDown_EveryCallerHearsToTryAgain()
    {
        await using var store = new ScriptedStore(_ => new IOException("The disk is full."));
        await RunAsync(store, (commits, _) => Assert.ThrowsAsync<IOException>(() => commits.WriteAsync(Samples.Events()[0], Stop)));
    }

    [Fact]
    public async Task WriteAsync_OneEventIsRefused_OthersOfItsTransactionAreStored()
    {
        await using var store = new ScriptedStore(events => events.Any(e => e.Id == "bad") ? new FormatException("Not for this table.") : null);
        await RunAsync(store, async (commits, _) =>
        {
            var good = Enumerable.Range(0, 9).Select(i => commits.WriteAsync(new LetterReceived($"{i}", "t", null, []), Stop)).ToList();
            var bad = commits.WriteAsync(new LetterReceived("bad", "t", null, []), Stop);
            good.AddRange(Enumerable.Range(10, 9).Select(i => commits.WriteAsync(new LetterReceived($"{i}", "t", null, []), Stop)));

            await Assert.ThrowsAsync<EventRejectedException>(() => bad);
            Assert.All(await Task.WhenAll(good), Assert.True);
        });
        Assert.Equal(18, store.Stored.Count);
    }

    [Fact]
    public async Task ExecuteAsync_StoreCannotBeOpenedYet_TriesAgainAndTakesWhatCame()
    {
        await using var store = new ScriptedStore(_ => null) { NotOpened = new([new IOException("No route."), new IOException("No answer.")]) };
        using var commits = TestCommits.Of(store, _clock);
        await commits.StartAsync(Stop);
        var write = commits.WriteAsync(new LetterReceived("0", "t", null, []), Stop);

        Assert.False(commits.Opened.IsCompleted);
        while (!commits.Opened.IsCompleted)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.True(await write);
        Assert.Empty(store.NotOpened);
        await commits.StopAsync(Stop);
    }

    [Fact]
    public async Task ExecuteAsync_StoreCanNeverBeOpened_Ends()
    {
        await using var store = new ScriptedStore(_ => null) { NotOpened = new([new InvalidOperationException("Migration 0001 failed.")]) };
        using var commits = TestCommits.Of(store, _clock);
        await commits.StartAsync(Stop);

        await Assert.ThrowsAsync<InvalidOperationException>(() => commits.ExecuteTask!);
    }

    [Fact]
    public async Task WriteAsync_QueueIsFull_CallersWait()
    {
        var gate = new TaskCompletionSource();
        await using var store = new ScriptedStore(_ => null, gate.Task);
        using var commits = TestCommits.Of(store, _clock, options: new StorageOptions { Queue = 2, Batch = 1 });
        await commits.StartAsync(Stop);
        var writes = Enumerable.Range(0, 50).Select(i => commits.WriteAsync(new LetterReceived($"{i}", "t", null, []), Stop)).ToList();

        Assert.DoesNotContain(writes, w => w.IsCompleted);
        Assert.True(store.Offered <= 1);
        gate.SetResult();
        await Task.WhenAll(writes);

        await commits.StopAsync(Stop);
    }

    private async Task RunAsync(IEventStore store, Func<GroupCommit, PollLedger, Task> use)
    {
        var ledger = new PollLedger();
        using var commits = TestCommits.Of(store, _clock, ledger);
        await commits.StartAsync(Stop);
        await use(commits, ledger);
        await commits.StopAsync(Stop);
    }

    private sealed class ScriptedStore(Func<IReadOnlyList<IngestEvent>, Exception?> refuse, Task? gate = null) : IEventStore
    {
        public List<IngestEvent> Stored { get; } = [];

        public int Offered { get; private set; }

        public Queue<Exception> NotOpened { get; init; } = [];

        public string Kind => "scripted";

        public Task OpenAsync(CancellationToken cancellationToken) => NotOpened.TryDequeue(out var error) ? Task.FromException(error) : Task.CompletedTask;

        public async Task<IReadOnlyList<bool>> WriteAsync(IReadOnlyList<IngestEvent> events, CancellationToken cancellationToken)
        {
            Offered += events.Count;
            if (gate is not null)
                await gate;
            if (refuse(events) is { } error)
                throw error;
            Stored.AddRange(events);
            return [.. events.Select(_ => true)];
        }

        public bool IsTransient(Exception error) => error is IOException;

        public IAsyncEnumerable<PollOutcomes> OutcomesSinceAsync(long cycle, CancellationToken cancellationToken) => AsyncEnumerable.Empty<PollOutcomes>();

        public Task<StoredCounts> CountAsync(CancellationToken cancellationToken) => Task.FromResult(new StoredCounts(0, new Dictionary<AlertState, long>()));

        public Task<IReadOnlyList<byte[]>> TransmissionsAsync(Guid patient, DateTimeOffset before, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<Transmission>> SeenOnAsync(Guid patient, int day, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<LatestValue>> LatestAsync(Guid patient, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<byte[]>> AlertsAsync(Guid? patient, DateTimeOffset before, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<byte[]>> ConnectivityAsync(Guid patient, DateTimeOffset before, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<DatedPoll>> PollsAsync(Guid patient, long fromCycle, long toCycle, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
