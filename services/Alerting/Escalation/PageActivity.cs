using Dapr.Workflow;
using VectorCare.Alerting.Files;
using VectorCare.Alerting.Stages;

namespace VectorCare.Alerting.Escalation;

/// <summary>Delivers a page by the same stages as everything else, and says how the episode goes on.</summary>
internal sealed class PageActivity(AlertPipeline pipeline, CaseFileStore store, EscalationPlan plan, TimeProvider time) : WorkflowActivity<PageStep, PageAdvice>
{
    private static readonly PageAdvice Gone = new("gone", null, default);

    /// <inheritdoc/>
    public override async Task<PageAdvice> RunAsync(WorkflowActivityContext context, PageStep input)
    {
        if (AlertIds.SubjectOf(input.AlertId) is not { } subject)
            return Gone;
        await pipeline.RunAsync(new Arrival(subject, Page: input), CancellationToken.None);
        var (file, _) = await store.ReadAsync(subject, CancellationToken.None);
        return file?.Alerts.Find(r => r.Id == input.AlertId) is { } record ? plan.After(record, time.GetUtcNow()) : Gone;
    }
}
