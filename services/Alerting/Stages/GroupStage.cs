using VectorCare.Contracts.Messages;

namespace VectorCare.Alerting.Stages;

/// <summary>The place where yellow alerts are grouped into digests. Until a clinic has an inbox that does so every alert goes on its own.</summary>
internal sealed class GroupStage : IAlertStage
{
    /// <inheritdoc/>
    public string Name => "group";

    /// <inheritdoc/>
    public bool Acts => false;

    /// <inheritdoc/>
    public ValueTask RunAsync(AlertWork work, CancellationToken cancellationToken)
    {
        foreach (var candidate in work.Candidates.ToArray())
            work.Pass(this, candidate, candidate.Record.Severity == AlertSeverity.Red ? StageReason.RedBypasses : StageReason.Ungrouped);
        return ValueTask.CompletedTask;
    }
}
