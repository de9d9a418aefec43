using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using VectorCare.Contracts;
using VectorCare.Contracts.Messages;
using VectorCare.Scraper.Polling;
using VectorCare.Scraper.PollState;
using VectorCare.Scraper.Vendors;

namespace VectorCare.Scraper.Quarantine;

/// <summary>What a replay came to.</summary>
/// <param name="Patients">Patients that were hidden.</param>
/// <param name="Released">Those whose pages are believed now.</param>
/// <param name="Transmissions">Transmissions that had been hidden.</param>
internal sealed record ReplayResult(int Patients, int Released, int Transmissions);

/// <summary>Reads hidden patients again after a fix, at once. No watermark moved while they were hidden, so everything newer comes out; old bytes alone would not do, since what vouches for a reading, golden patients and known transmissions, is on the portal. States are left to the next poll, which finds the same events under the same ids.</summary>
internal sealed class QuarantineReplay(IEnumerable<IVendorAdapter> adapters, IPollStore states, IQuarantineStore store, PatientPoller patients, PageQuarantine quarantine, IOptions<ScraperOptions> options, TimeProvider time)
{
    /// <summary>Replays a vendor; null when there is no such vendor.</summary>
    public async Task<ReplayResult?> RunAsync(string vendor, CancellationToken cancellationToken)
    {
        if (adapters.FirstOrDefault(a => a.Name == vendor) is not { } adapter)
            return null;
        int all = 0, released = 0, transmissions = 0;
        foreach (var slot in await store.ReadAllAsync(vendor, cancellationToken))
        {
            var now = time.GetUtcNow();
            var cycle = Slots.CycleAt(slot.Slot, now);
            var batch = new PollBatch(1, $"replay:{vendor}:{slot.Slot}:{cycle}", cycle, slot.Slot, vendor, now, now + options.Value.BatchBudget, null, [.. slot.Patients.Select(p => p.Target)]);
            var known = (await states.ReadAsync(batch.BatchId, [.. batch.Polls.Select(p => p.Patient)], cancellationToken)).Patients;
            var shown = new ConcurrentBag<PollTarget>();
            await Parallel.ForEachAsync(batch.Polls, new ParallelOptions { MaxDegreeOfParallelism = options.Value.BatchConcurrency, CancellationToken = cancellationToken }, async (target, token) =>
            {
                var before = known.TryGetValue(target.Patient, out var state) ? state.State : PatientState.Unknown;
                var poll = await patients.PollAsync(adapter, batch, target, before, batch.Expires, token);
                if (poll.Result.Outcome is not (PollOutcome.New or PollOutcome.Unchanged or PollOutcome.NoData) || poll.State.Hidden is not null)
                    return;
                shown.Add(target);
                Interlocked.Add(ref transmissions, poll.Result.NewTransmissions);
            });
            all += batch.Polls.Count;
            released += shown.Count;
            if (!shown.IsEmpty)
                await quarantine.UpdateAsync(vendor, slot.Slot, cycle, shown, [], cancellationToken);
        }

        return new ReplayResult(all, released, transmissions);
    }
}
