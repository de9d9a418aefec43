using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using VectorCare.Bench.Harness;
using VectorCare.Contracts;
using VectorCare.Contracts.Messages;
using VectorCare.Ingest.Events;
using VectorCare.TestKit;
using VectorCare.TestKit.Servers;

namespace VectorCare.Bench.Storage;

/// <summary>1,000 polls a second of which 1 % find something new, delivered to ingest as a sidecar does: CPU of ingest and of its database. Then memory over many events. Raw pages are not in it; they are in <c>storage</c>.</summary>
internal sealed class SteadyStorageBench : IBench
{
    private const int PollsPerBatch = 100;
    private const int MemoryMarks = 5;
    private const int EventsAtOnce = 1000;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    public string Name => "storage-steady";

    public string About => "ingest at 1,000 polls/s with 1 % new: CPU of ingest and of PostgreSQL; memory over many events";

    public IReadOnlyList<string> Keys =>
        ["seconds", "polls_per_s", "new_per_s", "polls_per_batch", "ingest_core_share", "database_core_share", "memory_events", "memory_mb_at_fifth", "memory_mb_at_end"];

    public async Task<JsonObject> RunAsync(BenchSize size, Action<string> progress, CancellationToken stop)
    {
        var (warmUp, seconds, events) = size switch { BenchSize.Full => (15, 60, 1_000_000), BenchSize.Quick => (10, 30, 200_000), _ => (1, 2, 5_000) };
        await using var server = await StorageServer.StartAsync(stop);
        JsonObject load;
        await using (var ingest = new IngestProcess(server.Connection, FreePorts.Next()))
        {
            await ingest.StartAsync(stop);
            var fleet = new Fleet(10_000, 1);
            await LoadAsync(ingest, fleet, 0, warmUp, stop);
            var (own, database) = (ProcessCpu.OfTree(ingest.Id), ProcessCpu.OfTree(server.Id));
            var took = await LoadAsync(ingest, fleet, warmUp * 10, seconds, stop);
            (own, database) = ((ProcessCpu.OfTree(ingest.Id) - own) / took, (ProcessCpu.OfTree(server.Id) - database) / took);
            progress($"ingest {own:P1}, database {database:P1} of a core");
            load = new JsonObject
            {
                ["seconds"] = seconds,
                ["polls_per_s"] = Math.Round(seconds * 10 * PollsPerBatch / took),
                ["new_per_s"] = Math.Round(seconds * 10 / took),
                ["polls_per_batch"] = PollsPerBatch,
                ["ingest_core_share"] = Math.Round(own, 3),
                ["database_core_share"] = Math.Round(database, 3),
            };
        }

        var memory = await MemoryAsync(server, events, progress, stop);
        load["memory_events"] = events;
        load["memory_mb_at_fifth"] = Math.Round(memory[0], 1);
        load["memory_mb_at_end"] = Math.Round(memory[^1], 1);
        return load;
    }

    /// <summary>Ten batches and ten transmissions a second.</summary>
    /// <returns>Seconds it took.</returns>
    private static async Task<double> LoadAsync(IngestProcess ingest, Fleet fleet, int first, int seconds, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Tick);
        var (since, deliveries) = (Stopwatch.GetTimestamp(), new List<Task<bool>>());
        for (var number = first; number < first + (seconds * 10); number++)
        {
            await timer.WaitForNextTickAsync(stop);
            var now = TimeProvider.System.GetUtcNow();
            var of = Enumerable.Range(0, PollsPerBatch).Select(i => fleet.Patients[((number * PollsPerBatch) + i) % fleet.Patients.Count]).ToList();
            var slot = (int)(now.ToUnixTimeSeconds() % Slots.Count);
            var batch = fleet.Batch(Slots.CycleAt(slot, now), slot, of, p => p == of[0], p => p.ToString("n")[..16]) with { BatchId = $"steady:{number}" };
            deliveries.Add(ingest.DeliverAsync(Topics.PollOutcomes, batch.BatchId, JsonSerializer.Serialize(batch, ContractsJson.Default.PollOutcomes), stop));
            deliveries.Add(ingest.DeliverAsync(fleet.Transmission(of[0], number, now), stop));
        }

        return (await Task.WhenAll(deliveries)).Contains(false) ? throw new InvalidOperationException("Ingest did not acknowledge everything.") : Stopwatch.GetElapsedTime(since).TotalSeconds;
    }

    /// <summary>Managed memory in MB after each fifth of the events.</summary>
    private static async Task<double[]> MemoryAsync(PrivatePostgres server, int events, Action<string> progress, CancellationToken stop)
    {
        var now = TimeProvider.System.GetUtcNow();
        await using var open = await OpenStore.CreateAsync(server, "memory", now, stop);
        var marks = new double[MemoryMarks];
        for (var mark = 0; mark < MemoryMarks; mark++)
        {
            var from = mark * (events / MemoryMarks);
            await Parallel.ForEachAsync(Enumerable.Range(from, events / MemoryMarks), new ParallelOptions { MaxDegreeOfParallelism = EventsAtOnce, CancellationToken = stop }, async (number, token) =>
                await open.Commits.WriteAsync(new ConnectivityReceived($"e{number}", Event(number, now)), token));
            marks[mark] = GC.GetTotalMemory(forceFullCollection: true) / 1048576.0;
            progress($"{(mark + 1) * (events / MemoryMarks)} events: {marks[mark]:F1} MB");
        }

        return marks;
    }

    private static ConnectivityEvent Event(int number, DateTimeOffset at) =>
        new(1, $"e{number}", ConnectivityKind.PatientMissing, "aurora", new Guid(number % 10_000, 0, 0, [0, 0, 0, 0, 0, 0, 0, 1]), "clinic-01", number, at, at, 3, 3, 12, "http-404");
}
