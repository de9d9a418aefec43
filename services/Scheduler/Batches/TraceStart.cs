using System.Diagnostics;
using VectorCare.ServiceDefaults.Telemetry;

namespace VectorCare.Scheduler.Batches;

/// <summary>Starts the trace of a slot's polls: job callbacks carry none. Its first span says when.</summary>
internal static class TraceStart
{
    /// <summary>A W3C trace context, sampled with the given probability; where the scheduler exports traces, that of a span.</summary>
    public static string New(double ratio)
    {
        var outer = Activity.Current;
        using (var span = Tracing.Polls.StartTrace("publish slot", ActivityKind.Producer))
        {
            if (span is null)
                return $"00-{ActivityTraceId.CreateRandom().ToHexString()}-{ActivitySpanId.CreateRandom().ToHexString()}-{(Random.Shared.NextDouble() < ratio ? "01" : "00")}";
            span.Stop();
            Activity.Current = outer;
            return span.Id!;
        }
    }
}
