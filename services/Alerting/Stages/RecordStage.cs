using Microsoft.Extensions.Options;
using VectorCare.Alerting.Delivery;
using VectorCare.Alerting.Files;
using VectorCare.Alerting.Ladder;
using VectorCare.Alerting.Summary;
using VectorCare.Contracts.Messages;

namespace VectorCare.Alerting.Stages;

/// <summary>Writes what came of the deliveries into the file, then publishes every step that is not yet published.</summary>
internal sealed class RecordStage(CaseFileStore store, Outbox outbox, DeliveryBoard board, IOptions<DeliveryOptions> options) : IAlertStage
{
    /// <summary>Longer than an inbox needs to find out that no channel takes its digest.</summary>
    private static readonly TimeSpan InboxGrace = TimeSpan.FromMinutes(5);

    /// <inheritdoc/>
    public string Name => "record";

    /// <inheritdoc/>
    public bool Acts => true;

    /// <inheritdoc/>
    public async ValueTask RunAsync(AlertWork work, CancellationToken cancellationToken)
    {
        var tried = work.Candidates.Where(c => c.Climb is not null || c.Escalated || c.InboxUntil is not null).ToArray();
        var file = work.File;
        if (tried.Length > 0)
            file = await store.UpdateAsync(file.Subject, f => Apply(f, tried, work.Now), cancellationToken) ?? file;
        foreach (var candidate in tried)
        {
            var record = file.Alerts.Find(r => r.Id == candidate.Record.Id);
            if (candidate.Climb is { Channel: { } channel } climb && record?.DeliveredAt == climb.At)
            {
                board.Delivered(record, channel, climb.At);
                work.Metrics.Delivered(record.Severity, climb.At - record.SeenAt);
            }

            work.Pass(this, candidate, record?.Phase == DeliveryPhase.Undeliverable ? StageReason.Undeliverable : StageReason.Recorded);
        }

        await outbox.FlushAsync(file, cancellationToken);
    }

    private bool Apply(CaseFile file, Candidate[] tried, DateTimeOffset now)
    {
        foreach (var candidate in tried)
        {
            if (file.Alerts.Find(r => r.Id == candidate.Record.Id) is not { } record)
                continue;
            if (candidate.Escalated)
                record.EscalatedAt ??= now;
            // A page that is no longer the current one was delivered all the same.
            var current = candidate.Climb?.Step == record.Step && record.Phase != DeliveryPhase.Delivered;
            if (current)
                (record.Owner, record.LeaseUntil, record.NotBefore) = (null, null, null);
            if (candidate.InboxUntil is { } until && record.Phase != DeliveryPhase.Delivered)
                (record.GroupedAt, record.NotBefore, record.Owner, record.LeaseUntil) = (now, until + InboxGrace, null, null);
            if (candidate.Climb is { Channel: not null } climb && (current || climb.Step < record.Step))
                record.Accept(climb, current);
            else if (current)
                Refuse(record, candidate.Climb!);
        }

        return true;
    }

    private void Refuse(AlertRecord record, Climb climb)
    {
        if (climb.Limited)
        {
            // Nobody refused it: there was no room, and the sweep tries again at once.
            record.NotBefore = climb.At;
            return;
        }

        record.FailedRounds++;
        record.NextChannel = 0;
        var pause = Math.Min(options.Value.LongestPauseSeconds, 5 * Math.Pow(2, Math.Min(record.FailedRounds - 1, 10)));
        record.NotBefore = climb.At + TimeSpan.FromSeconds(pause);
        if (record.Phase == DeliveryPhase.Undeliverable || (!climb.AllRejected && record.FailedRounds < options.Value.RoundsUntilUndeliverable))
            return;
        record.Phase = DeliveryPhase.Undeliverable;
        record.Outbox.Add(new PendingEvent(AlertState.Undeliverable, climb.At, null, climb.Step));
    }
}
