using System.Text;
using System.Text.Json;
using CsCheck;
using Microsoft.Extensions.Time.Testing;
using VectorCare.Contracts;
using VectorCare.Contracts.Messages;
using VectorCare.Ingest.Events;
using VectorCare.Ingest.Letters;
using VectorCare.Ingest.Storage;
using VectorCare.Ingest.Tests.Servers;

namespace VectorCare.Ingest.Tests.Storage;

/// <summary>What every store promises.</summary>
public abstract class EventStoreContract : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 20, 10, 0, TimeSpan.Zero);
    private StorePlace _place = null!;

    private protected FakeTimeProvider Clock { get; } = new(Now);

    private protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    private protected StorePlace Place => _place;

    public async ValueTask InitializeAsync() => _place = await CreateAsync();

    public async ValueTask DisposeAsync()
    {
        if (_place is not null)
            await _place.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected abstract Task<StorePlace> CreateAsync();

    [Fact]
    public async Task WriteAsync_SameEventsInAnyOrderAnyNumberOfTimes_StoresEachOnce()
    {
        await using var opened = await Place.OpenAsync(Clock);
        var store = opened.Store;
        var seen = new HashSet<IngestEvent>();
        var events = Samples.Events();
        await Gen.Int[0, events.Count - 1].Array[1, 40].SampleAsync(async picks =>
        {
            var added = 0;
            foreach (var chunk in picks.Chunk(7))
                added += (await store.WriteAsync([.. chunk.Select(p => events[p])], Stop)).Count(isNew => isNew);
            var counts = await store.CountAsync(Stop);
            return added == picks.Count(p => seen.Add(events[p]))
                && await store.OutcomesSinceAsync(0, Stop).CountAsync(Stop) == seen.OfType<OutcomesReceived>().Count()
                && counts.Transmissions == seen.OfType<TransmissionReceived>().Count()
                && counts.Alerts.Values.Sum() == seen.OfType<AlertReceived>().Count();
        }, iter: 12, threads: 1);
    }

    [Fact]
    public async Task Letters_AreCountedListedFoundByKeyAndResolvedOnce()
    {
        await using var opened = await Place.OpenAsync(Clock);
        var letters = new LetterStore(opened.Database, null!, null!, Clock);
        await opened.Store.WriteAsync([.. Enumerable.Range(0, 3).Select(i => new LetterReceived($"{Key(i)}-0", i == 0 ? "alerts-deadletter" : "poll-batches-deadletter", null, [1, 2]) { Reason = i == 2 ? "expired" : "failed" })], Stop);

        Assert.Equal([("alerts-deadletter", "failed", LetterRemedy.Replay), ("poll-batches-deadletter", "expired", LetterRemedy.Drop), ("poll-batches-deadletter", "failed", LetterRemedy.Drop)], (await letters.CountAsync(Stop)).Select(c => (c.Topic, c.Reason, c.Remedy)));
        Assert.Equal([Key(1) + "-0", Key(2) + "-0"], (await letters.ListAsync(true, "poll-batches-deadletter", null, 10, Stop)).Select(l => l.Id));
        Assert.Equal((false, true, false), (await letters.ResolveAsync(Key(2), "dropped", "somebody", "old", Stop), await letters.ResolveAsync(Key(2) + "-0", "dropped", "somebody", "old", Stop), await letters.ResolveAsync(Key(2) + "-0", "dropped", "other", null, Stop)));
        Assert.Equal(new LetterResolution("dropped", Now, "somebody", "old"), (await letters.FindAsync(Key(2), Stop))!.Value.Letter.Resolution);
        Assert.Equal(Key(2) + "-0", Assert.Single(await letters.ListAsync(false, null, "expired", 10, Stop)).Id);
    }

    private static string Key(int i) => new((char)('a' + i), 32);

    [Fact]
    public async Task WriteAsync_SameEventTwiceInOneTransaction_OnlyTheFirstIsNew()
    {
        await using var opened = await Place.OpenAsync(Clock);

        Assert.Equal([true, false], await opened.Store.WriteAsync([new TransmissionReceived("t", Samples.Transmission), new TransmissionReceived("t", Samples.Transmission)], Stop));
    }

    [Fact]
    public async Task Read_AfterReopen_GivesBackWhatWasStored()
    {
        var (transmission, outcomes) = (Samples.Transmission, Samples.Outcomes);
        await using (var first = await Place.OpenAsync(Clock))
            await first.Store.WriteAsync([new TransmissionReceived("t", transmission), new OutcomesReceived("o", outcomes), new AlertReceived("a", Samples.Alert), new ConnectivityReceived("c", Samples.Connectivity)], Stop);

        await using var reopened = await Place.OpenAsync(Clock);
        var store = reopened.Store;

        var body = Assert.Single(await store.TransmissionsAsync(transmission.Patient, transmission.SessionTime.AddSeconds(1), 10, Stop));
        Assert.Equal(JsonSerializer.Serialize(transmission, ContractsJson.Default.Transmission), Encoding.UTF8.GetString(body));
        Assert.Empty(await store.TransmissionsAsync(transmission.Patient, transmission.SessionTime, 10, Stop));
        Assert.Single(await store.AlertsAsync(null, DateTimeOffset.MaxValue, 10, Stop));
        Assert.Single(await store.AlertsAsync(Samples.Alert.Patient, DateTimeOffset.MaxValue, 10, Stop));
        Assert.Single(await store.ConnectivityAsync(Samples.Connectivity.Patient!.Value, DateTimeOffset.MaxValue, 10, Stop));
        Assert.Single(await store.SeenOnAsync(transmission.Patient, StorageDay.Of(transmission.SeenAt), Stop));
        Assert.Equal(outcomes.Polls, (await store.OutcomesSinceAsync(outcomes.Cycle, Stop).SingleAsync(Stop)).Polls);
    }

    [Fact]
    public async Task PollsAsync_OfAPatient_FindsThemInTheirSlot()
    {
        await using var opened = await Place.OpenAsync(Clock);
        var patient = Guid.NewGuid();
        foreach (var cycle in (long[])[10, 11, 12])
            await opened.Store.WriteAsync([Samples.Batch(patient, cycle)], Stop);

        var polls = await opened.Store.PollsAsync(patient, 11, 12, Stop);

        Assert.Equal([11, 12], polls.Select(p => p.Cycle));
        Assert.All(polls, p => Assert.Equal((patient, "aurora", PollOutcome.Unchanged), (p.Poll.Patient, p.Vendor, p.Poll.Outcome)));
    }

    [Fact]
    public async Task LatestAsync_SeveralTransmissions_GivesTheNewestOfEachTermWithBothClocks()
    {
        await using var opened = await Place.OpenAsync(Clock);
        var older = Samples.Transmission with { Measurements = [new(1, "A", null, 1, "V", null, null, null), new(2, "B", "RV", 5, "Ohm", null, null, null)], SessionTime = Now.AddDays(-2) };
        var newer = older with { Measurements = [new(1, "A", null, 2, "V", null, null, null), new(2, "B", "RV", 4, "Ohm", null, null, Now.AddDays(-9))], SessionTime = Now.AddDays(-1), SeenAt = Now };
        await opened.Store.WriteAsync([new TransmissionReceived("2", newer), new TransmissionReceived("1", older)], Stop);

        var latest = await opened.Store.LatestAsync(older.Patient, Stop);

        Assert.Equal([(1, 2d, Now.AddDays(-1), newer.SeenAt), (2, 5d, Now.AddDays(-2), older.SeenAt)], latest.Select(l => (l.Value.Code, l.Value.Value!.Value, l.At, l.SeenAt)));
    }

    [Theory]
    [InlineData(-80)]
    [InlineData(70)]
    public async Task WriteAsync_DeviceClockYearsOff_KeepsWhatItSaidBesideOurs(int years)
    {
        await using var opened = await Place.OpenAsync(Clock);
        var odd = Samples.Transmission with { SessionTime = Now.AddYears(years), Measurements = [new(1, "A", null, double.Epsilon, "V", null, null, Now.AddYears(years).AddHours(-1))] };
        await opened.Store.WriteAsync([new TransmissionReceived("t", odd)], Stop);

        var latest = Assert.Single(await opened.Store.LatestAsync(odd.Patient, Stop));

        Assert.Equal((Now.AddYears(years).AddHours(-1), odd.SeenAt, double.Epsilon), (latest.At, latest.SeenAt, latest.Value.Value));
        Assert.Single(await opened.Store.SeenOnAsync(odd.Patient, StorageDay.Of(odd.SeenAt), Stop));
    }

    [Fact]
    public async Task WriteAsync_SeveralReplicasAtOnce_StoreEachEventOnce()
    {
        await using var one = await Place.OpenAsync(Clock);
        await using var two = await Place.OpenAsync(Clock);
        var events = Enumerable.Range(0, 200).Select(i => (IngestEvent)new TransmissionReceived($"{i}", Samples.Transmission)).ToArray();
        async Task<int> SendAsync(StoreUnderTest replica, int seed)
        {
            var shuffled = events.ToArray();
            new Random(seed).Shuffle(shuffled);
            var added = 0;
            foreach (var chunk in shuffled.Chunk(20))
                added += (await replica.Store.WriteAsync(chunk, Stop)).Count(isNew => isNew);
            return added;
        }

        var stored = await Task.WhenAll(Task.Run(() => SendAsync(one, 1), Stop), Task.Run(() => SendAsync(two, 2), Stop));

        Assert.Equal(events.Length, stored.Sum());
        Assert.Equal(events.Length, (await one.Store.CountAsync(Stop)).Transmissions);
    }
}

public sealed class SqliteEventStoreTests : EventStoreContract
{
    [Fact]
    public async Task OpenAsync_FileOfAnEarlierVersion_KeepsItsLettersOpen()
    {
        await using (var old = Place.Replica(Clock))
        {
            await old.Database.RunAsync("CREATE TABLE dead_letters (sequence INTEGER PRIMARY KEY, id TEXT NOT NULL, topic TEXT NOT NULL, type TEXT, received_at INTEGER NOT NULL, body BLOB NOT NULL)", Stop);
            await old.Database.RunAsync("INSERT INTO dead_letters (id, topic, received_at, body) VALUES ('an-event', 'alerts-deadletter', 1, x'01')", Stop);
        }

        await using var opened = await Place.OpenAsync(Clock);

        var letter = Assert.Single(await new LetterStore(opened.Database, null!, null!, Clock).ListAsync(true, null, null, 10, Stop));
        Assert.Equal(("failed", 34), (letter.Reason, letter.Id.Length));
    }

    private protected override Task<StorePlace> CreateAsync() => Task.FromResult<StorePlace>(new SqlitePlace());
}

public sealed class PostgresEventStoreTests : EventStoreContract
{
    private protected override async Task<StorePlace> CreateAsync() => await PostgresPlace.CreateAsync();
}
