using System.Diagnostics;

namespace VectorCare.Scheduler.Batches;

/// <summary>Starts the trace of a slot's polls: job callbacks carry none.</summary>
internal static class TraceStart
{
    /// <summary>A W3C trace context, sampled with the given probability.</summary>
    public static string New(double ratio)
    {
        var sampled = Random.Shared.NextDouble() < ratio;
        return $"00-{ActivityTraceId.CreateRandom().ToHexString()}-{ActivitySpanId.CreateRandom().ToHexString()}-{(sampled ? "01" : "00")}";
    }
}
