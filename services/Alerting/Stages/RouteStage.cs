using VectorCare.Alerting.Clinics;
using VectorCare.Alerting.Escalation;
using VectorCare.Contracts.Messages;

namespace VectorCare.Alerting.Stages;

/// <summary>Finds the people: the clinic's channels, or those of operations where the alert is theirs or the clinic has none.</summary>
internal sealed class RouteStage(ClinicDirectory directory, EscalationPlan plan) : IAlertStage
{
    /// <inheritdoc/>
    public string Name => "route";

    /// <inheritdoc/>
    public bool Acts => false;

    /// <inheritdoc/>
    public ValueTask RunAsync(AlertWork work, CancellationToken cancellationToken)
    {
        foreach (var candidate in work.Candidates.ToArray())
        {
            var forOperations = candidate.Record.Severity == AlertSeverity.Operations || work.File.Clinic is null;
            var route = forOperations ? directory.Operations : directory.For(work.File.Clinic!, candidate.Record.Severity == AlertSeverity.Red ? plan.AudienceOf(candidate.Record.Step) : Audience.Clinic, work.Now);
            candidate.Route = route.None ? directory.Operations : route;
            work.Pass(this, candidate, forOperations ? StageReason.OperationsChannels : route.None ? StageReason.OperationsFallback : StageReason.ClinicChannels);
        }

        return ValueTask.CompletedTask;
    }
}
