using VectorCare.Alerting.Files;

namespace VectorCare.Alerting.Stages;

/// <summary>Holds what is delivered, being delivered elsewhere, or known to a clinician already.</summary>
internal sealed class DedupeStage : IAlertStage
{
    /// <inheritdoc/>
    public string Name => "dedupe";

    /// <inheritdoc/>
    public bool Acts => false;

    /// <inheritdoc/>
    public ValueTask RunAsync(AlertWork work, CancellationToken cancellationToken)
    {
        foreach (var candidate in work.Candidates.ToArray())
        {
            var record = candidate.Record;
            if (record.AcknowledgedAt is not null)
                work.Hold(this, candidate, StageReason.AlreadyAcknowledged);
            else if (record.Outcome is not null)
                work.Hold(this, candidate, StageReason.Over);
            else if (record.SnoozedUntil > work.Now)
                work.Hold(this, candidate, StageReason.Snoozed);
            else if (record.Phase == DeliveryPhase.Delivered && (!record.LacksWorkflow || work.Page is not null))
                work.Hold(this, candidate, StageReason.AlreadyDelivered);
            else if (record.LeaseUntil > work.Now && (work.Page?.Claim is not { } claim || record.Owner != claim))
                work.Hold(this, candidate, StageReason.ClaimedElsewhere);
            else
                work.Pass(this, candidate, StageReason.FirstSeen);
        }

        return ValueTask.CompletedTask;
    }
}
