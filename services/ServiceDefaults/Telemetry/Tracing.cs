using System.Diagnostics;

namespace VectorCare.ServiceDefaults.Telemetry;

/// <summary>Activity sources of the services.</summary>
public static class Tracing
{
    /// <summary>Polls, sampled by <see cref="TelemetryOptions.SamplingRatio"/>.</summary>
    public static ActivitySource Polls { get; } = new("VectorCare.Polls");

    /// <summary>From a transmission found to the alert acknowledged; always sampled, linked to the poll's trace.</summary>
    public static ActivitySource Discovery { get; } = new("VectorCare.Discovery");
}
