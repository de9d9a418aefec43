using System.Diagnostics;
using Dapr.Workflow.Protocol;

namespace Dapr.Workflow.Client;

/// <summary>The trace of an instance: that of whoever started it, on to its activities. Spans name what runs, never the instance.</summary>
internal static class WorkflowTracing
{
    private static readonly ActivitySource Source = new("Dapr.Workflow");

    /// <summary>The current trace context, or null without one.</summary>
    public static TraceContext? Now() =>
        Activity.Current is { IdFormat: ActivityIdFormat.W3C } current ? new TraceContext { TraceParent = current.Id, TraceState = current.TraceStateString } : null;

    /// <summary>Starts the span of an activity in its instance's trace.</summary>
    /// <param name="request">The activity.</param>
    /// <returns>The span; null without a trace, or when nobody listens.</returns>
    public static Activity? Start(ActivityRequest request) =>
        ActivityContext.TryParse(request.ParentTraceContext?.TraceParent, request.ParentTraceContext?.TraceState, isRemote: true, out var parent)
            ? Source.StartActivity("activity " + request.Name, ActivityKind.Server, parent)
            : null;
}
