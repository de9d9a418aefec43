using VectorCare.Ingest.Polls;
using VectorCare.Ingest.Storage;
using VectorCare.Ingest.Summary;
using VectorCare.ServiceDefaults.Events;

namespace VectorCare.Ingest.Events;

/// <summary>Takes an event: acknowledged only after its commit, counted only when it was new.</summary>
internal sealed partial class EventIntake(GroupCommit commits, Plausibility plausibility, PollLedger polls, Freshness freshness, AlertLedger alerts, IngestMetrics metrics, ILogger<EventIntake> logger)
{
    public async Task<TopicResult> TakeAsync(IngestEvent received, CancellationToken cancellationToken)
    {
        if (plausibility.Against(received) is { } reason)
            return Drop(received, reason);
        bool isNew;
        try
        {
            isNew = await commits.WriteAsync(received, cancellationToken);
        }
        catch (EventRejectedException)
        {
            return Drop(received, "refused-by-store");
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

    private TopicResult Drop(IngestEvent received, string reason)
    {
        LogImplausible(received.GetType().Name, received.Id.ReplaceLineEndings(" "), reason);
        return TopicResult.Drop(reason);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Kind} {EventId} is not stored: {Reason}.")]
    private partial void LogImplausible(string kind, string eventId, string reason);
}
