using VectorCare.Contracts.Messages;
using VectorCare.Scraper.PollState;
using VectorCare.Scraper.Vendors;
using Microsoft.Extensions.Options;

namespace VectorCare.Scraper.Polling;

/// <summary>Polls the patients of a batch: paced in the batch's order, side by side within the budgets.</summary>
internal sealed class BatchPoller(PatientPoller patients, Connectivity connectivity, IOptions<ScraperOptions> options, TimeProvider time)
{
    /// <summary>Polls go out in small groups: every process on their way then wakes up once for several of them. A patient's place in it stays the same, and so does the gap between two polls.</summary>
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(25);

    /// <summary>Polls every patient and returns the journal of the batch; everything new is acknowledged by then.</summary>
    public async Task<BatchJournal> PollAsync(IVendorAdapter adapter, PollBatch batch, IReadOnlyDictionary<Guid, (PatientState State, string Etag)> known, CancellationToken cancellationToken)
    {
        var deadline = time.GetUtcNow() + options.Value.BatchBudget;
        using var slots = new SemaphoreSlim(options.Value.BatchConcurrency);
        using var cut = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var polls = new Task<(PollResult Result, StateChange? Change)>[batch.Polls.Count];
        var begun = 0;
        try
        {
            for (; begun < polls.Length; begun++)
            {
                await PaceAsync(batch, begun, cut.Token);
                await slots.WaitAsync(cut.Token);
                polls[begun] = OneAsync(batch.Polls[begun]);
                if (polls[begun].IsFaulted)
                    break;
            }

            await Task.WhenAll(polls.TakeWhile(p => p is not null));
        }
        catch
        {
            await cut.CancelAsync();
            await Task.WhenAll(polls.Where(p => p is not null)).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            throw;
        }

        var results = new List<PollResult>(polls.Length);
        var changes = new List<StateChange>();
        foreach (var poll in polls)
        {
            var (result, change) = await poll;
            results.Add(result);
            if (change is not null)
                changes.Add(change);
        }

        return new BatchJournal(new PollOutcomes(1, batch.BatchId, batch.Cycle, batch.Slot, batch.Vendor, batch.Due, results), changes);

        async Task<(PollResult Result, StateChange? Change)> OneAsync(PollTarget target)
        {
            try
            {
                var before = known.TryGetValue(target.Patient, out var found) ? found.State : PatientState.Unknown;
                var poll = await patients.PollAsync(adapter, batch, target, before, deadline, cut.Token);
                return (poll.Result, await connectivity.CountAsync(batch, target, before, poll, cut.Token));
            }
            finally
            {
                slots.Release();
            }
        }
    }

    private async ValueTask PaceAsync(PollBatch batch, int index, CancellationToken cancellationToken)
    {
        var window = options.Value.PacingWindow;
        if (window == TimeSpan.Zero || index == 0)
            return;
        var place = window * ((double)index / batch.Polls.Count);
        var wait = batch.Due + (Step * Math.Floor(place / Step)) - time.GetUtcNow();
        if (wait > TimeSpan.Zero)
            await Task.Delay(wait < window ? wait : window, time, cancellationToken);
    }
}
