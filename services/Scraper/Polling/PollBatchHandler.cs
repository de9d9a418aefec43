using System.Collections.Concurrent;
using System.Diagnostics;
using Dapr;
using VectorCare.Contracts;
using VectorCare.Contracts.Messages;
using VectorCare.Scraper.Politeness;
using VectorCare.Scraper.PollState;
using VectorCare.Scraper.Quarantine;
using VectorCare.Scraper.Telemetry;
using VectorCare.Scraper.VendorHealth;
using VectorCare.Scraper.Vendors;
using VectorCare.ServiceDefaults.Events;
using VectorCare.ServiceDefaults.Telemetry;
using Microsoft.Extensions.Options;

namespace VectorCare.Scraper.Polling;

/// <summary>Handles a batch from delivery to acknowledgement. A batch that was polled before is finished from its journal; errors of vendors are outcomes, only our own infrastructure leads to another delivery.</summary>
internal sealed partial class PollBatchHandler(
    IEnumerable<IVendorAdapter> adapters,
    IPollStore store,
    BatchPoller poller,
    VendorOutages outages,
    PollingStops stops,
    PageQuarantine quarantine,
    ResultFloors floors,
    IEventPublisher publisher,
    IStepObserver steps,
    ScraperMetrics metrics,
    BatchGate gate,
    IOptions<ScraperOptions> options,
    TimeProvider time,
    ILogger<PollBatchHandler> logger)
{
    private readonly Dictionary<string, IVendorAdapter> _adapters = adapters.ToDictionary(a => a.Name);
    private readonly ConcurrentDictionary<string, Lazy<Task<TopicResult>>> _running = new();

    /// <summary>Handles a delivery. A second delivery of a batch that is still under way gets the first one's result.</summary>
    public async Task<TopicResult> HandleAsync(PollBatch batch, TopicContext context)
    {
        var mine = new Lazy<Task<TopicResult>>(() => RunAsync(batch, context.Cancellation));
        var running = _running.GetOrAdd(batch.BatchId, mine);
        try
        {
            return await running.Value;
        }
        finally
        {
            if (running == mine)
                _running.TryRemove(batch.BatchId, out _);
        }
    }

    private async Task<TopicResult> RunAsync(PollBatch batch, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        using var activity = Tracing.Polls.StartActivity("poll batch", ActivityKind.Consumer, batch.Traceparent);
        var result = TopicResult.Retry("failed");
        try
        {
            result = await gate.RunAsync(token => StepsAsync(batch, token), cancellationToken);
        }
        catch (Exception error) when (error is DaprException or SidecarUnavailableException or OperationCanceledException)
        {
            LogGivenBack(batch.BatchId, error.GetType().Name);
            result = TopicResult.Retry(error is OperationCanceledException ? "cut-off" : "infrastructure");
        }
        finally
        {
            metrics.BatchDone(batch.Vendor, time.GetElapsedTime(started), result.Status.ToString().ToLowerInvariant());
        }

        return result;
    }

    private async Task<TopicResult> StepsAsync(PollBatch batch, CancellationToken cancellationToken)
    {
        if (batch.Polls.Count == 0)
            return TopicResult.Drop("empty-batch");
        if (time.GetUtcNow() >= batch.Expires)
        {
            await FinishAsync(Expired(batch), new Dictionary<Guid, (PatientState, string)>(), cancellationToken);
            return TopicResult.Success;
        }

        if (!_adapters.TryGetValue(batch.Vendor, out var adapter))
            return TopicResult.Drop("unknown-vendor");
        var memory = await store.ReadAsync(batch.BatchId, [.. batch.Polls.Select(p => p.Patient)], cancellationToken);
        var journal = memory.Journal;
        if (journal is null)
        {
            journal = await poller.PollAsync(adapter, batch, memory.Patients, cancellationToken);
            await outages.SettleAsync(batch.Vendor, batch.Cycle, cancellationToken);
            await stops.SettleAsync(batch.Vendor, batch.Cycle, cancellationToken);
            await quarantine.SettleAsync(batch, memory.Patients, journal.Changes, cancellationToken);
            await floors.SettleAsync(journal.Outcomes, cancellationToken);
            await store.WriteJournalAsync(batch.BatchId, journal, Keep(batch), cancellationToken);
            steps.Reached(PollStep.JournalWritten, batch.BatchId);
            metrics.Polled(journal.Outcomes);
        }

        await FinishAsync(journal, memory.Patients, cancellationToken);
        return TopicResult.Success;
    }

    private async Task FinishAsync(BatchJournal journal, IReadOnlyDictionary<Guid, (PatientState State, string Etag)> known, CancellationToken cancellationToken)
    {
        var outcomes = journal.Outcomes;
        await publisher.PublishAsync(Topics.PollOutcomes, outcomes.BatchId + ":outcomes", $"{outcomes.Vendor}:{outcomes.Slot}", outcomes, ContractsJson.Default.PollOutcomes, cancellationToken: cancellationToken);
        steps.Reached(PollStep.OutcomesPublished, outcomes.BatchId);
        if (journal.Changes.Count > 0)
            await store.WriteStatesAsync(journal.Changes, known, cancellationToken);
        steps.Reached(PollStep.StatesWritten, outcomes.BatchId);
    }

    private BatchJournal Expired(PollBatch batch)
    {
        var lateness = (long)(time.GetUtcNow() - batch.Due).TotalMilliseconds;
        var journal = new BatchJournal(
            new PollOutcomes(
                1, batch.BatchId, batch.Cycle, batch.Slot, batch.Vendor, batch.Due,
                [.. batch.Polls.Select(p => new PollResult(p.Patient, p.Clinic, PollOutcome.Expired, lateness, 0, 0, null, 0, "expired"))]),
            []);
        metrics.Polled(journal.Outcomes);
        return journal;
    }

    // Long enough for every redelivery of the batch, which ends when it expires.
    private TimeSpan Keep(PollBatch batch) => (batch.Expires > time.GetUtcNow() ? batch.Expires - time.GetUtcNow() : TimeSpan.Zero) + options.Value.BatchBudget;

    [LoggerMessage(Level = LogLevel.Warning, Message = "Batch {Batch} is given back to be delivered again: {Error}.")]
    private partial void LogGivenBack(string batch, string error);
}
