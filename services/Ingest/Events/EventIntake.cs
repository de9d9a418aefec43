using VectorCare.Ingest.Polls;
using VectorCare.Ingest.Storage;
using VectorCare.Ingest.Summary;
using VectorCare.ServiceDefaults.Events;

namespace VectorCare.Ingest.Events;

/// <summary>Takes an event: acknowledged only after its commit, counted only when it was new.</summary>
internal sealed class EventIntake(GroupCommit commits, Plausibility plausibility, PollLedger polls, Freshness freshness, AlertLedger alerts, IngestMetrics metrics)
{
    public async Task<TopicResult> TakeAsync(IngestEvent received, CancellationToken cancellationToken)
    {
        if (plausibility.Against(received) is { } reason)
            return TopicResult.Drop(reason);
        bool isNew;
        try
        {
            isNew = await commits.WriteAsync(received, cancellationToken);
        }
        catch (EventRejectedException error)
        {
            return TopicResult.Drop("refused-by-store", error.InnerException);
        }

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
                freshness.Add(outcomes.Data);
                break;
            case TransmissionReceived:
                polls.AddTransmission();
                break;
            case AlertReceived alert:
                alerts.Add(alert.Data.State);
                break;
        }
    }
}
