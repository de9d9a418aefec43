using VectorCare.Contracts;
using VectorCare.Ingest.Polls;
using VectorCare.Ingest.Storage;
using VectorCare.Ingest.Summary;
using VectorCare.ServiceDefaults.Events;

namespace VectorCare.Ingest.Events;

/// <summary>Takes an event: acknowledged only after its commit, counted only when it was new.</summary>
internal sealed partial class EventIntake(GroupCommit commits, Plausibility plausibility, PollLedger polls, Freshness freshness, AlertLedger alerts, IngestMetrics metrics, ILogger<EventIntake> logger)
{
    public async Task<TopicResult> TakeAsync(IngestEvent received, TopicContext context)
    {
        if (plausibility.Against(received) is { } reason)
            return TopicResult.Drop(reason);
        bool isNew;
        try
        {
            isNew = await commits.WriteAsync(received, context.Cancellation);
        }
        catch (EventRejectedException error)
        {
            LogRefused(new DeadLetter(default, context.Id, null).Key(Topics.DeadLetter(context.Topic)), context.Topic, error.InnerException);
            return TopicResult.Drop("refused-by-store");
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

    [LoggerMessage(Level = LogLevel.Error, Message = "The store refuses event {Letter} of {Topic} for good.")]
    private partial void LogRefused(string letter, string topic, Exception? cause);
}
