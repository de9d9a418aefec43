using Dapr.Workflow;
using VectorCare.Alerting.Charts;
using VectorCare.Alerting.Files;
using VectorCare.Alerting.Stages;
using VectorCare.Contracts.Messages;

namespace VectorCare.Alerting.Escalation;

/// <summary>Tells operations that nobody acknowledged a red alert. False when the episode is not at its end after all.</summary>
internal sealed class GiveUpActivity(AlertPipeline pipeline, CaseFileStore store, TimeProvider time) : WorkflowActivity<string, bool>
{
    private const string Rule = "OPS-05";

    /// <inheritdoc/>
    public override async Task<bool> RunAsync(WorkflowActivityContext context, string input)
    {
        var subject = AlertIds.SubjectOf(input)!;
        var file = await store.UpdateAsync(
            subject,
            f =>
            {
                if (f.Alerts.Find(r => r.Id == input) is not { IsOpen: true, GivenUpAt: null } record)
                    return false;
                record.GivenUpAt = time.GetUtcNow();
                return true;
            },
            CancellationToken.None);
        if (file?.Alerts.Find(r => r.Id == input) is not { GivenUpAt: not null, IsOpen: true } given)
            return false;
        var evidence = new AlertEvidence("alert", input, $"{given.Step + 1} pages without an acknowledgement", null);
        await pipeline.RunAsync(new Arrival(CaseFile.Operations, Raised: new RaisedAlert(Rule, Chart.KeyOf(subject, input), file.Vendor, [evidence])), CancellationToken.None);
        return true;
    }
}
