using System.Diagnostics;

namespace VectorCare.ServiceDefaults.Telemetry;

/// <summary>Activity sources of the services. Names and tags hold no id of a patient, a device or an alert.</summary>
public static class Tracing
{
    /// <summary>Polls, sampled by <see cref="TelemetryOptions.SamplingRatio"/>.</summary>
    public static ActivitySource Polls { get; } = new("VectorCare.Polls");

    /// <summary>From a transmission found to the alert acknowledged; always sampled, linked to the poll's trace.</summary>
    public static ActivitySource Discovery { get; } = new("VectorCare.Discovery");

    /// <summary>Starts a trace of its own, whatever runs now.</summary>
    /// <param name="source">Source of its first span.</param>
    /// <param name="name">Name of the span; one of <see cref="Discovery"/> begins with "discovery", by which it is sampled.</param>
    /// <param name="kind">Kind of the span.</param>
    /// <param name="linked">W3C trace context that it is linked to, or null.</param>
    /// <returns>The span, or null where nobody listens.</returns>
    public static Activity? StartTrace(this ActivitySource source, string name, ActivityKind kind, string? linked = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        var outer = Activity.Current;
        // Without a parent the current activity would be it.
        Activity.Current = null;
        var started = source.StartActivity(name, kind, default(ActivityContext), links: ActivityContext.TryParse(linked, null, out var context) ? [new ActivityLink(context)] : null);
        if (started is null)
            Activity.Current = outer;
        return started;
    }

    /// <summary>Goes on with a trace that was kept: within what runs now where that belongs to it, else linked to what runs now.</summary>
    /// <param name="name">Name of the span.</param>
    /// <param name="traceparent">W3C trace context that was kept, or null.</param>
    /// <param name="kind">Kind of the span.</param>
    /// <returns>The span, or null where nothing was kept or nobody listens.</returns>
    public static Activity? GoOn(string name, string? traceparent, ActivityKind kind = ActivityKind.Internal)
    {
        if (!ActivityContext.TryParse(traceparent, null, isRemote: true, out var kept))
            return null;
        var current = Activity.Current;
        return current?.TraceId == kept.TraceId
            ? Discovery.StartActivity(name, kind)
            : Discovery.StartActivity(name, kind, kept, links: current is null ? null : [new ActivityLink(current.Context)]);
    }
}
