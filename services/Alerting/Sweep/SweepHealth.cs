using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using VectorCare.Alerting.Delivery;

namespace VectorCare.Alerting.Sweep;

/// <summary>Not ready while the sweep has not come to its end for a while: alerting that is silent must not look healthy.</summary>
internal sealed class SweepHealth(SweepService sweep, IOptions<DeliveryOptions> options, TimeProvider time) : IHealthCheck
{
    private const int MissedSweeps = 6;

    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var silent = time.GetUtcNow() - sweep.LastEnd;
        return Task.FromResult(silent <= TimeSpan.FromSeconds(options.Value.SweepSeconds * MissedSweeps)
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy($"The sweep has not come to its end for {silent.TotalSeconds:0} s."));
    }
}
