using OpenTelemetry.Trace;

namespace VectorCare.ServiceDefaults.Telemetry;

/// <summary>Follows a sampled parent, always samples the discovery of something new, and a share of the rest.</summary>
internal sealed class DiscoverySampler(double ratio) : Sampler
{
    private readonly ParentBasedSampler _rest = new(new TraceIdRatioBasedSampler(ratio));

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) =>
        samplingParameters.Name.StartsWith("discovery", StringComparison.Ordinal)
            ? new SamplingResult(SamplingDecision.RecordAndSample)
            : _rest.ShouldSample(samplingParameters);
}
