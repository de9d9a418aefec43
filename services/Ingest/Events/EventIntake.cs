using VectorCare.Ingest.Polls;
using VectorCare.Ingest.Storage;
using VectorCare.Ingest.Summary;
using VectorCare.ServiceDefaults.Events;

namespace VectorCare.Ingest.Events;

/// <summary>Takes an event: acknowledged only after its commit, counted only when it was new.</summary>
internal sealed class EventIntake(GroupCommit commits, PollLedger polls, AlertLedger alerts, IngestMetrics metrics)
{
    public async Task<TopicResult> TakeAsync(IngestEvent received, CancellationToken cancellationToken)
    {
        if (received is OutcomesReceived { Data: var outcomes } && !IsPlausible(outcomes.Cycle, outcomes.Slot))
            return TopicResult.Drop("out-of-range");
        var isNew = await commits.WriteAsync(received, cancellationToken);
        metrics.Count(received, isNew);
        if (isNew)
            Count(received);
        return TopicResult.Success;
    }

    private void Count(IngestEvent received)
    {
        switch (received)
        {
            case OutcomesReceived outcomes:
                polls.Add(outcomes.Data);
                break;
            case TransmissionReceived:
                polls.AddTransmission();
                break;
            case AlertReceived alert:
                alerts.Add(alert.Data.State);
                break;
        }
    }

    private static bool IsPlausible(long cycle, int slot) => cycle is >= 0 and < 100_000_000 && slot is >= 0 and < Contracts.Slots.Count;
}
