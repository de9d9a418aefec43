using Microsoft.Extensions.Time.Testing;
using VectorCare.Ingest.Events;
using VectorCare.Ingest.Storage.Packing;
using VectorCare.Ingest.Storage.Postgres;
using VectorCare.Ingest.Tests.Servers;
using VectorCare.TestKit.Servers;
using VectorCare.TestServers;

namespace VectorCare.Ingest.Tests.Storage;

/// <summary>Two servers, of which the second follows the first synchronously, as docs/operations/postgresql.md has it.</summary>
public sealed class PostgresFailoverTests
{
    private const int Writers = 4;
    private const int EventsEach = 150;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WriteAsync_PrimaryIsKilledAndItsStandbyPromoted_NothingAcknowledgedIsLostOrStoredTwice()
    {
        Assert.SkipWhen(PrivatePostgres.Missing is not null, PrivatePostgres.Missing ?? string.Empty);
        await using var primary = await PrivatePostgres.StartAsync("fsync=off");
        await using var standby = await primary.StartStandbyAsync(["fsync=off"], Stop);
        await PostgresServer.RunAsync(primary.Connection, "ALTER SYSTEM SET synchronous_standby_names = '*'");
        await PostgresServer.RunAsync(primary.Connection, "SELECT pg_reload_conf()");
        var source = PostgresDatabase.Connect($"Host=127.0.0.1:{primary.Port},127.0.0.1:{standby.Port};Target Session Attributes=primary;Host Recheck Seconds=1;Username=postgres;Database=postgres;Timeout=5");
        var database = new PostgresDatabase(source, new Partitions(source));
        await using var opened = new StoreUnderTest(database, new PostgresEventStore(database, new FakeTimeProvider(Samples.Transmission.SeenAt)));
        await opened.Store.OpenAsync(Stop);
        var (failures, done, underWay) = (0, 0, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

        var writers = Enumerable.Range(0, Writers).Select(writer => Task.Run(() => WriteAsync(writer), Stop)).ToList();
        await underWay.Task.WaitAsync(Stop);
        await primary.KillAsync();
        await PostgresServer.RunAsync(standby.Connection, "SELECT pg_promote()");
        await Task.WhenAll(writers);

        var stored = await database.ReadAsync("SELECT body FROM transmissions", r => Bodies.Unpack((byte[])r[0]).EventId, Stop).ToListAsync(Stop);
        Assert.True(failures > 0);
        Assert.Equal(Enumerable.Range(0, Writers).SelectMany(w => Enumerable.Range(0, EventsEach).Select(n => Id(w, n))).Order(), stored.Order());

        async Task WriteAsync(int writer)
        {
            for (var number = 0; number < EventsEach;)
            {
                try
                {
                    await opened.Store.WriteAsync([Event(Id(writer, number))], Stop);
                    number++;
                    if (Interlocked.Increment(ref done) == Writers * EventsEach / 3)
                        underWay.TrySetResult();
                }
                catch (Exception error) when (opened.Store.IsTransient(error))
                {
                    // Not acknowledged: delivered again. It may have been stored all the same.
                    Interlocked.Increment(ref failures);
                }
            }
        }
    }

    private static string Id(int writer, int number) => $"{writer}:{number}";

    private static TransmissionReceived Event(string id) => new(id, Samples.Transmission with { EventId = id });
}
