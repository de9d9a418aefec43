using System.Collections.Concurrent;
using System.Data;
using System.Text.Json.Nodes;
using Npgsql;
using VectorCare.Bench.Harness;
using VectorCare.Contracts.Messages;
using VectorCare.Ingest.Storage.Packing;
using VectorCare.TestKit;

namespace VectorCare.Bench.Storage;

/// <summary>SIGKILL to one of two replicas of ingest and to the database server at random instants under load, each event delivered to whichever replica; afterwards what was acknowledged is compared with what is stored.</summary>
internal sealed class KillStorageBench : IBench
{
    private const int Senders = 16;
    private const int Replicas = 2;
    private const double DeliveredAgain = 0.1;

    public string Name => "kill-storage";

    public string About => "random SIGKILLs of two replicas of ingest and of PostgreSQL under load: nothing acknowledged is lost, nothing is stored twice";

    public IReadOnlyList<string> Keys => ["replicas", "kills", "kills_ingest", "kills_server", "delivered", "acknowledged", "stored", "lost", "stored_twice", "values_wrong", "rows_missing"];

    public async Task<JsonObject> RunAsync(BenchSize size, Action<string> progress, CancellationToken stop)
    {
        var kills = size switch { BenchSize.Full => 200, BenchSize.Quick => 25, _ => 2 };
        await using var server = await StorageServer.StartAsync(stop);
        await using var one = new IngestProcess(server.Connection, FreePorts.Next());
        await using var two = new IngestProcess(server.Connection, FreePorts.Next());
        IngestProcess[] replicas = [one, two];
        await Task.WhenAll(replicas.Select(r => r.StartAsync(stop)));
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var acknowledged = new ConcurrentDictionary<string, Transmission>();
        var delivered = 0;
        var senders = Enumerable.Range(0, Senders).Select(n => Task.Run(() => SendAsync(n), stop)).ToList();
        var random = new Random(5);
        var (ofIngest, ofServer) = (0, 0);
        for (var kill = 0; kill < kills; kill++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(50, 800)), TimeProvider.System, stop);
            if (random.Next(3) == 0)
            {
                ofServer++;
                await server.KillAsync();
                await server.StartAgainAsync(stop);
            }
            else
            {
                ofIngest++;
                var replica = replicas[random.Next(Replicas)];
                await replica.KillAsync();
                await replica.StartAsync(stop);
            }

            if (kill % 20 == 19)
                progress($"{kill + 1} kills, {acknowledged.Count} acknowledged");
        }

        await enough.CancelAsync();
        await Task.WhenAll(senders);
        var (stored, twice, wrong, missing) = await StoredAsync(server.Connection, acknowledged, stop);
        var lost = acknowledged.Keys.Count(id => !stored.Contains(id));
        if (lost + twice + wrong > 0 || missing != 0)
            throw new InvalidOperationException($"{lost} acknowledged events are lost, {twice} are stored twice, {wrong} are stored with other values, {missing} measurement rows are missing.");
        return new JsonObject
        {
            ["replicas"] = Replicas,
            ["kills"] = kills,
            ["kills_ingest"] = ofIngest,
            ["kills_server"] = ofServer,
            ["delivered"] = delivered,
            ["acknowledged"] = acknowledged.Count,
            ["stored"] = stored.Count,
            ["lost"] = lost,
            ["stored_twice"] = twice,
            ["values_wrong"] = wrong,
            ["rows_missing"] = missing,
        };

        // At least once, in any order: what is not acknowledged is delivered again later, and some of what is.
        async Task SendAsync(int sender)
        {
            var (own, fleet) = (new Random(sender), new Fleet(20, 100 + sender));
            var open = new List<Transmission>();
            for (var number = 0; !enough.IsCancellationRequested; number++)
            {
                var message = open.Count > 20 || (open.Count > 0 && own.Next(2) == 0) ? open[own.Next(open.Count)] : fleet.Transmission(fleet.Patients[own.Next(20)], number, TimeProvider.System.GetUtcNow());
                open.Remove(message);
                Interlocked.Increment(ref delivered);
                bool done;
                try
                {
                    done = await replicas[own.Next(Replicas)].DeliverAsync(message, enough.Token) is null;
                }
                catch (OperationCanceledException)
                {
                    return;
                }

                if (done)
                    acknowledged[message.EventId] = message;
                if (!done || own.NextDouble() < DeliveredAgain)
                    open.Add(message);
                if (!done)
                    await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None);
            }
        }
    }

    // One snapshot: a delivery that was cut off may still be committed while this reads.
    private static async Task<(HashSet<string> Stored, int Twice, int Wrong, long Missing)> StoredAsync(string connection, ConcurrentDictionary<string, Transmission> acknowledged, CancellationToken stop)
    {
        await using var database = new NpgsqlConnection(connection);
        await database.OpenAsync(stop);
        await using var snapshot = await database.BeginTransactionAsync(IsolationLevel.RepeatableRead, stop);
        var (stored, twice, wrong, expected) = (new HashSet<string>(StringComparer.Ordinal), 0, 0, 0L);
        await using var command = new NpgsqlCommand("SELECT body FROM transmissions", database, snapshot);
        await using (var reader = await command.ExecuteReaderAsync(stop))
        {
            while (await reader.ReadAsync(stop))
            {
                var message = Bodies.Unpack((byte[])reader[0]);
                expected += message.Measurements.Count;
                twice += stored.Add(message.EventId) ? 0 : 1;
                wrong += acknowledged.TryGetValue(message.EventId, out var sent) && !sent.Measurements.SequenceEqual(message.Measurements) ? 1 : 0;
            }
        }

        await using var count = new NpgsqlCommand("SELECT count(*) FROM measurements", database, snapshot);
        return (stored, twice, wrong, expected - (long)(await count.ExecuteScalarAsync(stop))!);
    }
}
