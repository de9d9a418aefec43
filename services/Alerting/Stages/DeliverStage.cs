using VectorCare.Alerting.Escalation;
using VectorCare.Alerting.Files;
using VectorCare.Alerting.Inbox;
using VectorCare.Alerting.Ladder;
using VectorCare.ServiceDefaults.Telemetry;

namespace VectorCare.Alerting.Stages;

/// <summary>Hands every claimed alert to the ladder, the most urgent first; red ones to their workflow, yellow ones to their clinic's inbox, and to the ladder where these cannot be reached.</summary>
internal sealed class DeliverStage(AlertLadder ladder, IEpisodeWorkflows episodes, IClinicInboxes inboxes, CaseFileStore store) : IAlertStage
{
    /// <inheritdoc/>
    public string Name => "deliver";

    /// <inheritdoc/>
    public bool Acts => true;

    /// <inheritdoc/>
    public async ValueTask RunAsync(AlertWork work, CancellationToken cancellationToken)
    {
        foreach (var candidate in work.Candidates.ToArray())
        {
            var record = candidate.Record;
            using var activity = Tracing.GoOn("deliver alert", record.Traceparent)?.SetTag("alert.severity", record.Severity.ToString());
            if (candidate.Grouped)
                candidate.InboxUntil = await inboxes.AddAsync(work.File.Clinic!, new WaitingAlert(record.Id, work.File.Subject), cancellationToken);
            if (candidate.InboxUntil is not null)
            {
                work.Pass(this, candidate, StageReason.Grouped);
                continue;
            }

            if (record.LacksWorkflow && work.Page is null)
                candidate.Escalated = await episodes.StartAsync(new PageStep(record.Id, record.Step, candidate.HandsOver ? record.Owner : null), cancellationToken);
            if ((candidate.HandsOver && candidate.Escalated) || record.Phase == DeliveryPhase.Delivered)
            {
                work.Pass(this, candidate, candidate.Escalated ? StageReason.HandedOver : StageReason.WithoutWorkflow);
                continue;
            }

            // The workflow may have been started although nobody said so: then it has taken the claim.
            if (candidate.HandsOver && !await IsMineAsync(work, record, cancellationToken))
            {
                work.Hold(this, candidate, StageReason.ClaimedElsewhere);
                continue;
            }

            candidate.Climb = await ladder.ClimbAsync(candidate.Record, work.File, candidate.Route!, cancellationToken);
            activity?.SetTag("alert.channel", candidate.Climb.Channel);
            if (candidate.Climb.Channel is not null)
                work.Pass(this, candidate, StageReason.Accepted);
            else
                work.Pass(this, candidate, StageReason.NotYetAccepted);
        }
    }

    private async Task<bool> IsMineAsync(AlertWork work, AlertRecord record, CancellationToken cancellationToken)
    {
        var (mine, own) = (false, record.Owner + "-own");
        await store.UpdateAsync(
            work.File.Subject,
            f =>
            {
                var known = f.Alerts.Find(r => r.Id == record.Id);
                mine = known?.Owner == record.Owner;
                if (mine)
                    known!.Owner = own;
                return mine;
            },
            cancellationToken);
        return mine;
    }
}
