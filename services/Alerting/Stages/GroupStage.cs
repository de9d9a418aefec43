using VectorCare.Alerting.Clinics;
using VectorCare.Alerting.Files;
using VectorCare.Contracts.Messages;

namespace VectorCare.Alerting.Stages;

/// <summary>Sends yellow alerts to their clinic's inbox, which makes digests of them. Red ones bypass it, those of operations have none; an alert the inbox kept for too long goes on its own.</summary>
internal sealed class GroupStage(ClinicDirectory directory) : IAlertStage
{
    /// <inheritdoc/>
    public string Name => "group";

    /// <inheritdoc/>
    public bool Acts => false;

    /// <inheritdoc/>
    public ValueTask RunAsync(AlertWork work, CancellationToken cancellationToken)
    {
        foreach (var candidate in work.Candidates.ToArray())
        {
            var reason = ReasonOf(work.File.Clinic, candidate.Record);
            candidate.Grouped = reason == StageReason.Grouped;
            work.Pass(this, candidate, reason);
        }

        return ValueTask.CompletedTask;
    }

    private StageReason ReasonOf(string? clinic, AlertRecord record) =>
        record.Severity == AlertSeverity.Red ? StageReason.RedBypasses
        : record.GroupedAt is not null ? StageReason.InboxSilent
        : record.Severity == AlertSeverity.Yellow && clinic is not null && directory.InboxOf(clinic).DigestSeconds > 0 ? StageReason.Grouped
        : StageReason.Ungrouped;
}
