using VectorCare.Alerting.Ladder;

namespace VectorCare.Alerting.Stages;

/// <summary>Hands every claimed alert to the ladder, the most urgent first.</summary>
internal sealed class DeliverStage(AlertLadder ladder) : IAlertStage
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
            candidate.Climb = await ladder.ClimbAsync(candidate.Record, work.File, candidate.Route!, cancellationToken);
            if (candidate.Climb.Channel is not null)
                work.Pass(this, candidate, StageReason.Accepted);
            else
                work.Pass(this, candidate, StageReason.NotYetAccepted);
        }
    }
}
