using System.IO.Hashing;
using System.Text;
using VectorCare.Alerting.Escalation;
using VectorCare.Alerting.Files;
using VectorCare.Alerting.Ladder;
using VectorCare.Alerting.Summary;
using VectorCare.Contracts;
using VectorCare.Contracts.Messages;
using VectorCare.ServiceDefaults.Events;

namespace VectorCare.Alerting.Stages;

/// <summary>Publishes the steps that a file holds, tells the episodes' workflows, and takes them out once pub/sub has them. A step that is published twice has the same id.</summary>
internal sealed class Outbox(IEventPublisher publisher, CaseFileStore store, DeliveryBoard board, IEpisodeWorkflows episodes, AlertingMetrics metrics)
{
    // Two who work on one subject at the same time must not publish its steps twice.
    private readonly SemaphoreSlim[] _gates = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1))];

    /// <summary>Publishes all that a subject's file holds.</summary>
    public async Task FlushAsync(CaseFile seen, CancellationToken cancellationToken)
    {
        if (seen.Alerts.TrueForAll(r => r.Outbox.Count == 0))
            return;
        var gate = _gates[XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(seen.Subject)) % (ulong)_gates.Length];
        await gate.WaitAsync(cancellationToken);
        try
        {
            if ((await store.ReadAsync(seen.Subject, cancellationToken)).File is { } file)
                await PublishAsync(file, cancellationToken);
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task PublishAsync(CaseFile file, CancellationToken cancellationToken)
    {
        var published = new HashSet<(string, PendingEvent)>();
        foreach (var record in file.Alerts)
        {
            foreach (var step in record.Outbox.ToArray())
            {
                var message = Message(file, record, step);
                await publisher.PublishAsync(Topics.Alerts, message.EventId, file.Subject, message, ContractsJson.Default.AlertEvent, traceparent: record.Traceparent, cancellationToken: cancellationToken);
                if (step.State is AlertState.Acknowledged or AlertState.Cleared && record.EscalatedAt is not null)
                    await episodes.TellAsync(record.Id, cancellationToken);
                published.Add((record.Id, step));
                metrics.Published(step.State, record.Severity);
            }
        }

        if (published.Count == 0)
            return;
        // Whoever takes a step out counts it: one that two published counts once.
        List<(AlertRecord Record, PendingEvent Step)> taken = [];
        await store.UpdateAsync(
            file.Subject,
            f =>
            {
                taken = [.. f.Alerts.SelectMany(r => r.Outbox.Where(s => published.Contains((r.Id, s))).Select(s => (r, s)))];
                return f.Alerts.Sum(r => r.Outbox.RemoveAll(s => published.Contains((r.Id, s)))) > 0;
            },
            cancellationToken);
        foreach (var (record, step) in taken)
            board.Stepped(record, step);
    }

    private static AlertEvent Message(CaseFile file, AlertRecord record, PendingEvent step) => new(
        1,
        $"{record.Id}:{step.State.ToString().ToLowerInvariant()}{(step.Channel is null ? string.Empty : ":" + step.Channel)}{(step.Step == 0 ? string.Empty : ":" + step.Step)}",
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
        step.State == AlertState.Delivered ? AlertLadder.KeyOf(record.Id, step.Step) : null,
        step.Channel,
        record.Evidence);
}
