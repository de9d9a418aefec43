using Microsoft.Extensions.Time.Testing;
using Npgsql;
using VectorCare.Contracts.Messages;
using VectorCare.Ingest.Events;
using VectorCare.Ingest.Storage;
using VectorCare.Ingest.Storage.Postgres;
using VectorCare.Ingest.Tests.Servers;
using VectorCare.TestServers;

namespace VectorCare.Ingest.Tests.Storage;

public sealed class PostgresFaultTests
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 23, 20, 10, 0, TimeSpan.Zero));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WriteAsync_BackendsAreTerminatedAllTheTime_EveryEventIsStoredOnce()
    {
        await using var place = await PostgresPlace.CreateAsync();
        await using var opened = await place.OpenAsync(_clock);
        var store = opened.Store;
        var failures = 0;
        for (var i = 0; i < 60; i++)
        {
            var events = Enumerable.Range(i * 5, 10).Select(n => (IngestEvent)new TransmissionReceived($"{n}", Samples.Transmission)).ToList();
            var kill = i % 3 == 0 ? KillBackendsAsync(place.Connection) : Task.CompletedTask;
            while (true)
            {
                try
                {
                    await store.WriteAsync(events, Stop);
                    break;
                }
                catch (Exception error) when (store.IsTransient(error))
                {
                    failures++;
                }
            }

            await kill;
        }

        Assert.True(failures > 0);
        Assert.Equal(305, (await store.CountAsync(Stop)).Transmissions);
    }

    [Fact]
    public async Task WriteAsync_ATableIsLockedTooLong_IsTransientAndLeavesNothing()
    {
        await using var place = await PostgresPlace.CreateAsync();
        await using (await place.OpenAsync(_clock))
        {
        }

        var source = NpgsqlDataSource.Create(place.Connection + ";Command Timeout=1");
        var database = new PostgresDatabase(source, new Partitions(source));
        await using var slow = new StoreUnderTest(database, new PostgresEventStore(database, _clock));
        await using var blocker = new NpgsqlConnection(place.Connection);
        await blocker.OpenAsync(Stop);
        await using (var transaction = await blocker.BeginTransactionAsync(Stop))
        {
            await using var block = new NpgsqlCommand("LOCK TABLE event_ids IN ACCESS EXCLUSIVE MODE", blocker, transaction);
            await block.ExecuteNonQueryAsync(Stop);

            var error = await Assert.ThrowsAnyAsync<Exception>(() => slow.Store.WriteAsync([new AlertReceived("a", Samples.Alert)], Stop));

            Assert.True(slow.Store.IsTransient(error));
        }

        Assert.Equal([true], await slow.Store.WriteAsync([new AlertReceived("a", Samples.Alert)], Stop));
    }

    [Fact]
    public async Task WriteAsync_ManyAtOnceOverTwoConnections_WaitAndAreStoredOnce()
    {
        await using var place = await PostgresPlace.CreateAsync();
        await using (await place.OpenAsync(_clock))
        {
        }

        var source = PostgresDatabase.Connect(place.Connection + ";Maximum Pool Size=2");
        var database = new PostgresDatabase(source, new Partitions(source));
        await using var few = new StoreUnderTest(database, new PostgresEventStore(database, _clock));

        var results = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => few.Store.WriteAsync([new TransmissionReceived($"{i % 30}", Samples.Transmission)], Stop)));

        Assert.Equal(30, results.Count(r => r[0]));
        Assert.Equal(30, (await few.Store.CountAsync(Stop)).Transmissions);
    }

    [Fact]
    public async Task WriteAsync_Deadlock_IsTransientAndStoredOnceInTheEnd()
    {
        await using var place = await PostgresPlace.CreateAsync();
        await using var opened = await place.OpenAsync(_clock);
        IngestEvent[] events = [new AlertReceived("a", Samples.Alert), new AlertReceived("b", Samples.Alert)];
        var keys = events.Select(e => e.Key).Order().ToArray();
        await using var other = new NpgsqlConnection(place.Connection);
        await other.OpenAsync(Stop);
        await using var transaction = await other.BeginTransactionAsync(Stop);
        await InsertIdAsync(other, keys[1]);
        var write = opened.Store.WriteAsync(events, Stop);
        while (!await opened.Database.ReadAsync("SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'", _ => true, Stop).AnyAsync(Stop))
            Assert.False(write.IsCompleted);

        var theirs = await Record.ExceptionAsync(() => InsertIdAsync(other, keys[0]));
        await transaction.RollbackAsync(Stop);
        var ours = await Record.ExceptionAsync(() => write);

        Assert.Equal(PostgresErrorCodes.DeadlockDetected, Assert.IsType<PostgresException>(theirs ?? ours).SqlState);
        Assert.True(ours is null || opened.Store.IsTransient(ours));
        Assert.Equal(ours is null ? [false, false] : [true, true], await opened.Store.WriteAsync(events, Stop));
        Assert.Equal(2, (await opened.Store.CountAsync(Stop)).Alerts.Values.Sum());
    }

    [Fact]
    public async Task WriteAsync_AnotherReplicaDroppedTheEmptyDay_IsStoredWhenItComesAgain()
    {
        await using var place = await PostgresPlace.CreateAsync();
        await using var one = await place.OpenAsync(_clock);
        await using var two = await place.OpenAsync(_clock);
        var (day, late) = (StorageDay.Of(Samples.Transmission.SeenAt), new TransmissionReceived("late", Samples.Transmission));
        await one.Store.WriteAsync([new TransmissionReceived("t", Samples.Transmission)], Stop);
        await two.Database.DropEmptyAsync("transmissions", day, Stop);
        Assert.Equal(1, (await one.Store.CountAsync(Stop)).Transmissions);

        await two.Database.RunAsync("DELETE FROM transmissions", Stop);
        await two.Database.DropEmptyAsync("transmissions", day, Stop);
        var error = await Assert.ThrowsAsync<PostgresException>(() => one.Store.WriteAsync([late], Stop));

        Assert.True(one.Store.IsTransient(error));
        Assert.Equal([true], await one.Store.WriteAsync([late], Stop));
        Assert.Equal([false], await two.Store.WriteAsync([late], Stop));
    }

    [Fact]
    public async Task WriteAsync_TextThatPostgresCannotHold_IsRefusedForGood()
    {
        await using var place = await PostgresPlace.CreateAsync();
        await using var opened = await place.OpenAsync(_clock);
        var bad = Samples.Transmission with { Measurements = [new Measurement(1, "A", "R\0V", 1, "V", null, null, null)] };

        var error = await Assert.ThrowsAnyAsync<Exception>(() => opened.Store.WriteAsync([new TransmissionReceived("t", bad)], Stop));

        Assert.False(opened.Store.IsTransient(error));
        Assert.Equal(0, (await opened.Store.CountAsync(Stop)).Transmissions);
    }

    [Theory]
    [InlineData("53100", true)]
    [InlineData("53300", true)]
    [InlineData("57P01", true)]
    [InlineData("40P01", true)]
    [InlineData("40001", true)]
    [InlineData("08006", true)]
    [InlineData("25006", true)]
    [InlineData("28P01", true)]
    [InlineData("42P01", true)]
    [InlineData("XX001", true)]
    [InlineData("54000", false)]
    [InlineData("22021", false)]
    [InlineData("23502", false)]
    public async Task IsTransient_ByWhatTheServerSays(string state, bool expected)
    {
        await using var source = NpgsqlDataSource.Create("Host=127.0.0.1");
        var database = new PostgresDatabase(source, new Partitions(source));
        await using var store = new PostgresEventStore(database, _clock);

        Assert.Equal(expected, store.IsTransient(new PostgresException("said", "ERROR", "ERROR", state)));
    }

    [Fact]
    public async Task OpenAsync_OnTimescale_MakesHypertables()
    {
        var server = Environment.GetEnvironmentVariable("VECTORCARE_TEST_TIMESCALE");
        if (string.IsNullOrEmpty(server))
            Assert.Skip("VECTORCARE_TEST_TIMESCALE is not set: the address of a database with TimescaleDB.");
        await using var source = NpgsqlDataSource.Create(server);
        var database = new PostgresDatabase(source, new Partitions(source));
        await using var opened = new StoreUnderTest(database, new PostgresEventStore(database, _clock));

        await opened.Store.OpenAsync(Stop);
        var id = Guid.NewGuid().ToString();

        Assert.Equal("postgresql, timescaledb", opened.Store.Kind);
        Assert.Equal([true, false], await opened.Store.WriteAsync([new TransmissionReceived(id, Samples.Transmission), new TransmissionReceived(id, Samples.Transmission)], Stop));
        Assert.Equal(7L, await database.ReadAsync("SELECT count(*) FROM timescaledb_information.hypertables WHERE hypertable_name NOT LIKE '\\_%'", r => r.GetInt64(0), Stop).SingleAsync(Stop));
        await database.DropBeforeAsync("measurements", ofPatients: false, int.MaxValue - 1, Stop);
        Assert.Equal(0L, await database.ReadAsync("SELECT count(*) FROM measurements", r => r.GetInt64(0), Stop).SingleAsync(Stop));
    }

    private static async Task InsertIdAsync(NpgsqlConnection connection, Guid id)
    {
        await using var insert = new NpgsqlCommand("INSERT INTO event_ids (id) VALUES ($1)", connection) { Parameters = { new NpgsqlParameter { Value = id } } };
        await insert.ExecuteNonQueryAsync(Stop);
    }

    private static async Task KillBackendsAsync(string connection) =>
        await PostgresServer.RunAsync(connection, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
}
