using VectorCare.Alerting.Files;
using VectorCare.Alerting.Ladder;
using VectorCare.Alerting.Summary;
using VectorCare.Contracts;
using VectorCare.Contracts.Messages;
using VectorCare.ServiceDefaults.Events;

namespace VectorCare.Alerting.Stages;

/// <summary>Publishes the steps that a file holds, and takes them out once pub/sub has them. A step that is published twice has the same id.</summary>
internal sealed class Outbox(IEventPublisher publisher, CaseFileStore store, DeliveryBoard board, AlertingMetrics metrics)
{
    /// <summary>Publishes all that a file holds.</summary>
    public async Task FlushAsync(CaseFile file, CancellationToken cancellationToken)
    {
        var published = new HashSet<(string, PendingEvent)>();
        foreach (var record in file.Alerts)
        {
            foreach (var step in record.Outbox.ToArray())
            {
                var message = Message(file, record, step);
                await publisher.PublishAsync(Topics.Alerts, message.EventId, file.Subject, message, ContractsJson.Default.AlertEvent, traceparent: record.Traceparent, cancellationToken: cancellationToken);
                published.Add((record.Id, step));
                metrics.Published(step.State, record.Severity);
                board.Stepped(record, step.State);
            }
        }

        if (published.Count > 0)
            await store.UpdateAsync(file.Subject, f => f.Alerts.Sum(r => r.Outbox.RemoveAll(s => published.Contains((r.Id, s)))) > 0, cancellationToken);
    }

    private static AlertEvent Message(CaseFile file, AlertRecord record, PendingEvent step) => new(
        1,
        $"{record.Id}:{step.State.ToString().ToLowerInvariant()}{(step.Channel is null ? string.Empty : ":" + step.Channel)}",
        record.Id,
        file.Patient,
        file.Clinic,
        file.Vendor,
        record.Rule,
        record.RuleVersion,
        record.Severity,
        step.State,
        step.At,
        record.Start,
        record.SeenAt,
        step.State == AlertState.Delivered ? AlertLadder.KeyOf(record.Id) : null,
        step.Channel,
        record.Evidence);
}
