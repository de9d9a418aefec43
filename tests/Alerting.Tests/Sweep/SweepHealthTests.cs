using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using VectorCare.Alerting.Delivery;
using VectorCare.Alerting.Sweep;

namespace VectorCare.Alerting.Tests.Sweep;

public sealed class SweepHealthTests
{
    [Fact]
    public async Task Check_SweepSilentForHalfAMinute_IsUnhealthyUntilItComesBack()
    {
        var world = new World();
        var replica = world.Start();
        var health = new SweepHealth(replica.Sweep, Options.Create(new DeliveryOptions()), world.Time);
        Assert.Equal(HealthStatus.Healthy, (await health.CheckHealthAsync(new HealthCheckContext())).Status);
        world.Time.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(HealthStatus.Unhealthy, (await health.CheckHealthAsync(new HealthCheckContext())).Status);
        await replica.Sweep.SweepAsync(CancellationToken.None);
        Assert.Equal(HealthStatus.Healthy, (await health.CheckHealthAsync(new HealthCheckContext())).Status);
    }
}
