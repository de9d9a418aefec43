using LocalDapr.Sidecars;
using Microsoft.AspNetCore.Http;

namespace LocalDapr.PubSub;

/// <summary>W3C trace as it rides an event.</summary>
/// <param name="Parent">The <c>traceparent</c>, or "" without one.</param>
/// <param name="State">The <c>tracestate</c>, or "".</param>
internal readonly record struct EventTrace(string Parent, string State)
{
    private const int ParentLength = 55;

    /// <summary>Trace of a request. When tracing is not configured it is what the caller sent, or empty.</summary>
    /// <param name="sidecar">The sidecar.</param>
    /// <param name="context">The request.</param>
    /// <returns>The trace.</returns>
    public static EventTrace Of(SidecarContext sidecar, HttpContext context)
    {
        if (!sidecar.Resources.Configuration.TracingEnabled)
        {
            string? parent = context.Request.Headers.TraceParent;
            return parent is { Length: ParentLength } ? new EventTrace(parent, (string?)context.Request.Headers.TraceState ?? "") : new EventTrace("", "");
        }

        var trace = TraceContext.Of(context);
        return new EventTrace(trace.Traceparent, trace.Tracestate);
    }

    /// <summary>The same trace with another span, for each entry of a bulk publish.</summary>
    /// <returns>The trace.</returns>
    public EventTrace Child() => this with { Parent = ChildOf(Parent) ?? Parent };

    /// <summary>The trace that an event is delivered in: with another span, or as the event has it when tracing is not configured.</summary>
    /// <param name="sidecar">The sidecar.</param>
    /// <param name="parent">The <c>traceparent</c> of the event, or anything else.</param>
    /// <returns>A <c>traceparent</c>, or null when there is no trace.</returns>
    public static string? OfDelivery(SidecarContext sidecar, string? parent) =>
        sidecar.Resources.Configuration.TracingEnabled ? ChildOf(parent) : parent is { Length: >= ParentLength } ? parent : null;

    /// <summary>The same trace with another span.</summary>
    /// <param name="parent">A <c>traceparent</c>, or anything else.</param>
    /// <returns>The child, or null when there is no trace.</returns>
    public static string? ChildOf(string? parent) => parent is { Length: >= ParentLength } ? new TraceContext(parent, "", "").Child() : null;
}
