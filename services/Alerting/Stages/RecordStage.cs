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
    /// <inheritdoc/>
    public string Name => "record";

    /// <inheritdoc/>
    public bool Acts => true;

    /// <inheritdoc/>
    public async ValueTask RunAsync(AlertWork work, CancellationToken cancellationToken)
    {
        var tried = work.Candidates.Where(c => c.Climb is not null).ToArray();
        var file = work.File;
        if (tried.Length > 0)
            file = await store.UpdateAsync(file.Subject, f => Apply(f, tried), cancellationToken) ?? file;
        foreach (var candidate in tried)
        {
            var record = file.Alerts.Find(r => r.Id == candidate.Record.Id);
            if (record is not null && candidate.Climb!.Channel is { } channel)
                board.Delivered(record, channel, candidate.Climb.At);
            work.Pass(this, candidate, record?.Phase == DeliveryPhase.Undeliverable ? StageReason.Undeliverable : StageReason.Recorded);
        }

        await outbox.FlushAsync(file, cancellationToken);
    }

    private bool Apply(CaseFile file, Candidate[] tried)
    {
        foreach (var candidate in tried)
        {
            if (file.Alerts.Find(r => r.Id == candidate.Record.Id) is not { } record || record.Phase == DeliveryPhase.Delivered)
                continue;
            (record.Owner, record.LeaseUntil, record.NotBefore) = (null, null, null);
            if (candidate.Climb!.Channel is { } channel)
                Accept(record, channel, candidate.Climb.At);
            else
                Refuse(record, candidate.Climb);
        }

        return true;
    }

    private static void Accept(AlertRecord record, string channel, DateTimeOffset at)
    {
        (record.Phase, record.DeliveredAt, record.DeliveredBy, record.HeldBecause) = (DeliveryPhase.Delivered, at, channel, null);
        record.Outbox.Add(new PendingEvent(AlertState.Delivered, at, channel));
    }

    private void Refuse(AlertRecord record, Climb climb)
    {
        record.FailedRounds++;
        record.NextChannel = 0;
        var pause = Math.Min(options.Value.LongestPauseSeconds, 5 * Math.Pow(2, Math.Min(record.FailedRounds - 1, 10)));
        record.NotBefore = climb.At + TimeSpan.FromSeconds(pause);
        if (record.Phase == DeliveryPhase.Undeliverable || (!climb.AllRejected && record.FailedRounds < options.Value.RoundsUntilUndeliverable))
            return;
        record.Phase = DeliveryPhase.Undeliverable;
        record.Outbox.Add(new PendingEvent(AlertState.Undeliverable, climb.At, null));
    }
}
