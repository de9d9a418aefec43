using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using VectorCare.Bench.Harness;
using VectorCare.Contracts;
using VectorCare.TestKit;

namespace VectorCare.Bench.Storage;

/// <summary>1,000 polls a second of which 1 % find something new, delivered to ingest as a sidecar does, with the pages behind what is new: CPU of ingest and of its database. Then memory of ingest over many events.</summary>
internal sealed class SteadyStorageBench : IBench
{
    private const int PollsPerBatch = 100;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    public string Name => "storage-steady";

    public string About => "ingest at 1,000 polls/s with 1 % new and their pages: CPU of ingest and of PostgreSQL; resident memory of ingest over many events";

    public IReadOnlyList<string> Keys =>
    [
        "seconds", "polls_per_s", "new_per_s", "page_bytes", "polls_per_batch", "ingest_core_share", "database_core_share",
        "memory_events", "memory_polls_per_batch", "memory_events_per_s", "rss_mb_at_fifth", "rss_mb_at_end", "rss_mb_peak", "rss_growth_percent",
    ];

    public async Task<JsonObject> RunAsync(BenchSize size, Action<string> progress, CancellationToken stop)
    {
        var (warmUp, seconds, events) = size switch { BenchSize.Full => (15, 60, 1_000_000), BenchSize.Quick => (10, 30, 200_000), _ => (1, 2, 5_000) };
        await using var server = await StorageServer.StartAsync(stop);
        await using var keys = await KeySidecar.StartAsync(stop);
        await using var ingest = new IngestProcess(server.Connection, FreePorts.Next(), keys);
        await ingest.StartAsync(stop);
        var fleet = new Fleet(10_000, 1);
        await LoadAsync(ingest, fleet, 0, warmUp, stop);
        var (own, database) = (ProcessCpu.OfTree(ingest.Id), ProcessCpu.OfTree(server.Id));
        var took = await LoadAsync(ingest, fleet, warmUp * 10, seconds, stop);
        (own, database) = ((ProcessCpu.OfTree(ingest.Id) - own) / took, (ProcessCpu.OfTree(server.Id) - database) / took);
        progress($"ingest {own:P1}, database {database:P1} of a core");

        var memory = new MemoryOverEvents(ingest, events);
        var since = Stopwatch.GetTimestamp();
        Demand(await memory.RunAsync(progress, stop));
        var (fifth, end) = (memory.After(0.2), memory.After(1));
        return new JsonObject
        {
            ["seconds"] = seconds,
            ["polls_per_s"] = Math.Round(seconds * 10 * PollsPerBatch / took),
            ["new_per_s"] = Math.Round(seconds * 10 / took),
            ["page_bytes"] = Fleet.PageBytes,
            ["polls_per_batch"] = PollsPerBatch,
            ["ingest_core_share"] = Math.Round(own, 3),
            ["database_core_share"] = Math.Round(database, 3),
            ["memory_events"] = events,
            ["memory_polls_per_batch"] = MemoryOverEvents.PollsPerBatch,
            ["memory_events_per_s"] = Math.Round(events / Stopwatch.GetElapsedTime(since).TotalSeconds),
            ["rss_mb_at_fifth"] = Math.Round(fifth),
            ["rss_mb_at_end"] = Math.Round(end),
            ["rss_mb_peak"] = Math.Round(memory.Peak),
            ["rss_growth_percent"] = Math.Round((end - fifth) / fifth * 100, 1),
        };
    }

    /// <summary>Ten batches, ten transmissions and ten pages a second.</summary>
    /// <returns>Seconds it took.</returns>
    private static async Task<double> LoadAsync(IngestProcess ingest, Fleet fleet, int first, int seconds, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Tick);
        var (since, deliveries) = (Stopwatch.GetTimestamp(), new List<Task<string?>>());
        for (var number = first; number < first + (seconds * 10); number++)
        {
            await timer.WaitForNextTickAsync(stop);
            var now = TimeProvider.System.GetUtcNow();
            var of = Enumerable.Range(0, PollsPerBatch).Select(i => fleet.Patients[((number * PollsPerBatch) + i) % fleet.Patients.Count]).ToList();
            var slot = (int)(now.ToUnixTimeSeconds() % Slots.Count);
            var batch = fleet.Batch(Slots.CycleAt(slot, now), slot, of, p => p == of[0], p => p.ToString("n")[..16]) with { BatchId = $"steady:{number}" };
            var (message, page) = fleet.Found(of[0], number, now);
            deliveries.Add(ingest.DeliverAsync(Topics.PollOutcomes, batch.BatchId, JsonSerializer.Serialize(batch, ContractsJson.Default.PollOutcomes), stop));
            deliveries.Add(ingest.DeliverAsync(message, page, stop));
        }

        Demand([.. (await Task.WhenAll(deliveries)).OfType<string>()]);
        return Stopwatch.GetElapsedTime(since).TotalSeconds;
    }

    private static void Demand(IReadOnlyList<string> instead)
    {
        if (instead.Count > 0)
            throw new InvalidOperationException($"Ingest did not acknowledge {instead.Count}: {string.Join("; ", instead.CountBy(i => i).Select(c => $"{c.Value} × {c.Key}"))}");
    }
}
