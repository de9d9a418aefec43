using Microsoft.Extensions.Time.Testing;
using Npgsql;
using VectorCare.Ingest.Events;
using VectorCare.Ingest.Storage.Postgres;
using VectorCare.Ingest.Storage.Sqlite;
using VectorCare.Ingest.Tests.Servers;
using VectorCare.TestKit.Servers;
using VectorCare.TestServers;

namespace VectorCare.Ingest.Tests.Storage;

/// <summary>The disk under the tables is really full: events are not acknowledged, and stored once there is room.</summary>
public sealed class FullDiskTests
{
    private const int Small = 16;
    private const int Large = 128;
    private const int Batch = 200;
    private readonly FakeTimeProvider _clock = new(Samples.Transmission.SeenAt);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WriteAsync_SqliteOnAFullDisk_IsTransientAndStoredOnceThereIsRoom()
    {
        using var disk = SmallDisk.Create(Small);
        var database = new SqliteDatabase(Path.Combine(disk.Path, "ingest.db"));
        await using var opened = new StoreUnderTest(database, new SqliteEventStore(database, _clock));
        await opened.Store.OpenAsync(Stop);

        await FillAsync(opened, disk);
    }

    [Fact]
    public async Task WriteAsync_PostgresOnAFullDisk_IsTransientAndStoredOnceThereIsRoom()
    {
        Assert.SkipWhen(PrivatePostgres.Missing is not null, PrivatePostgres.Missing ?? string.Empty);
        using var disk = SmallDisk.Create(Small);
        disk.GiveTo("postgres");
        await using var server = await PrivatePostgres.StartAsync("fsync=off");
        await PostgresServer.RunAsync(server.Connection, $"CREATE TABLESPACE small LOCATION '{disk.Path}'");
        await PostgresServer.RunAsync(server.Connection, "CREATE DATABASE full_disk TABLESPACE small");
        var source = PostgresDatabase.Connect(new NpgsqlConnectionStringBuilder(server.Connection) { Database = "full_disk" }.ToString());
        var database = new PostgresDatabase(source, new Partitions(source));
        await using var opened = new StoreUnderTest(database, new PostgresEventStore(database, _clock));
        await opened.Store.OpenAsync(Stop);

        await FillAsync(opened, disk);
    }

    [Fact]
    public async Task WriteAsync_WriteAheadLogOnAFullDisk_StopsTheServerAndLosesNothing()
    {
        Assert.SkipWhen(PrivatePostgres.Missing is not null, PrivatePostgres.Missing ?? string.Empty);
        using var disk = SmallDisk.Create(2 * Small);
        disk.GiveTo("postgres");
        await using var server = await PrivatePostgres.StartAsync(["fsync=off", "checkpoint_timeout=1h", "max_wal_size=1GB", "min_wal_size=2MB"], Stop, disk.Path);
        await using var opened = PostgresPlace.On(server, "Timeout=5").Replica(_clock);
        await opened.Store.OpenAsync(Stop);
        var (number, full) = await UntilFullAsync(opened);

        Assert.True(opened.Store.IsTransient(full));

        disk.Grow(Large);
        await server.KillAsync();
        await server.StartAgainAsync(Stop);

        // What was not acknowledged may have been stored all the same.
        await WriteAgainAsync(opened, number);
        Assert.All(await opened.Store.WriteAsync([.. Enumerable.Range(0, number + 1).SelectMany(Events)], Stop), Assert.False);
        Assert.Equal((number + 1) * Batch, (await opened.Store.CountAsync(Stop)).Transmissions);
    }

    /// <returns>Batches stored, and what the next one met.</returns>
    private static async Task<(int Stored, Exception Error)> UntilFullAsync(StoreUnderTest opened)
    {
        for (var number = 0; number < 400; number++)
        {
            if (await Record.ExceptionAsync(() => opened.Store.WriteAsync(Events(number), Stop)) is { } error)
                return (number, error);
        }

        throw new InvalidOperationException("The disk did not become full.");
    }

    /// <summary>As a sidecar does: until it is acknowledged.</summary>
    private static async Task WriteAgainAsync(StoreUnderTest opened, int number)
    {
        while (await Record.ExceptionAsync(() => opened.Store.WriteAsync(Events(number), Stop)) is { } error)
            Assert.True(opened.Store.IsTransient(error), error.ToString());
    }

    private static async Task FillAsync(StoreUnderTest opened, SmallDisk disk)
    {
        var (refused, full) = await UntilFullAsync(opened);

        Assert.True(opened.Store.IsTransient(full));
        Assert.Equal(refused * Batch, (await opened.Store.CountAsync(Stop)).Transmissions);

        disk.Grow(Large);

        Assert.All(await opened.Store.WriteAsync(Events(refused), Stop), Assert.True);
        Assert.All(await opened.Store.WriteAsync(Events(0), Stop), Assert.False);
        Assert.Equal((refused + 1) * Batch, (await opened.Store.CountAsync(Stop)).Transmissions);
    }

    private static List<IngestEvent> Events(int number) => [.. Enumerable.Range(number * Batch, Batch).Select(i => new TransmissionReceived($"{i}", Samples.Transmission with { EventId = $"{i}" }))];
}
