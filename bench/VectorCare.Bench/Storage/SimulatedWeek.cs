using System.Diagnostics;
using VectorCare.Contracts;
using VectorCare.Contracts.Messages;
using VectorCare.Ingest.Events;
using VectorCare.Ingest.Storage;
using VectorCare.Scraper;

namespace VectorCare.Bench.Storage;

/// <summary>Days of a fleet, polled every 300 s: written as ingest writes them, then packed as upkeep packs them.</summary>
internal sealed class SimulatedWeek(OpenStore open, Fleet fleet, double newShare)
{
    private const int BatchesAtOnce = 500;

    /// <summary>Transmissions under way at once: what a scraper polls at once of two batches; it holds up to 32.</summary>
    public static readonly int Senders = 2 * new ScraperOptions().BatchConcurrency;

    private readonly Dictionary<Guid, string> _hashes = [];
    private readonly Random _random = new(11);

    public long Polls { get; private set; }

    public long Transmissions { get; private set; }

    /// <summary>Writes the polls of a day, and the transmissions they found with their raw bytes.</summary>
    public async Task WriteDayAsync(int day, CancellationToken stop)
    {
        var slots = fleet.Patients.GroupBy(p => Slots.Of(p)).ToDictionary(g => g.Key, g => g.ToList());
        var (first, last) = (StorageDay.Start(day), StorageDay.Start(day + 1));
        var batches = new List<IngestEvent>(BatchesAtOnce);
        var found = new List<(Guid Patient, DateTimeOffset At)>();
        for (var cycle = Slots.CycleAt(0, first); cycle <= Slots.CycleAt(0, last); cycle++)
        {
            foreach (var (slot, of) in slots)
            {
                var due = Slots.Due(cycle, slot);
                if (due < first || due >= last)
                    continue;
                var isNew = of.Where(_ => _random.NextDouble() < newShare).ToHashSet();
                foreach (var patient in isNew)
                {
                    _hashes[patient] = Random.Shared.NextInt64().ToString("x16");
                    found.Add((patient, due));
                }

                batches.Add(Received(fleet.Batch(cycle, slot, of, isNew.Contains, p => _hashes.GetValueOrDefault(p, "ef46db3751d8e999"))));
                Polls += of.Count;
                if (batches.Count == BatchesAtOnce)
                    await FlushAsync(batches, stop);
            }
        }

        await FlushAsync(batches, stop);
        open.Clock.Now = first.AddHours(12);
        await SendAsync(found, stop);
    }

    /// <summary>Sends transmissions with their raw bytes, many at once.</summary>
    /// <returns>Transmissions per second.</returns>
    public async Task<double> SendAsync(IReadOnlyList<(Guid Patient, DateTimeOffset At)> found, CancellationToken stop)
    {
        // Pages and messages are made before the clock runs; they are the scraper's work.
        var busy = TimeSpan.Zero;
        foreach (var chunk in found.Chunk(2000))
        {
            var ready = chunk.Select((f, i) => fleet.Found(f.Patient, (int)Transmissions + i, f.At)).ToList();
            var since = Stopwatch.GetTimestamp();
            await Parallel.ForEachAsync(ready, new ParallelOptions { MaxDegreeOfParallelism = Senders, CancellationToken = stop }, async (item, token) =>
            {
                await open.Raw.PutAsync(item.Message.Patient, "aurora", item.Message.RawHash!, item.Page, token);
                await open.Commits.WriteAsync(new TransmissionReceived(item.Message.EventId, item.Message), token);
            });
            busy += Stopwatch.GetElapsedTime(since);
            Transmissions += chunk.Length;
        }

        return found.Count / Math.Max(busy.TotalSeconds, 1e-9);
    }

    private async Task FlushAsync(List<IngestEvent> batches, CancellationToken stop)
    {
        if (batches.Count > 0)
            await open.Store.WriteAsync(batches, stop);
        batches.Clear();
    }

    private static OutcomesReceived Received(PollOutcomes outcomes) => new(outcomes.BatchId, outcomes);
}
