using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using VectorCare.Contracts;
using VectorCare.Contracts.Messages;
using VectorCare.Ingest.Polls;

namespace VectorCare.Ingest.Tests.Polls;

public sealed class FreshnessTests
{
    [Theory]
    [InlineData(PollOutcome.Unchanged, 0)]
    [InlineData(PollOutcome.Missed, 1)]
    [InlineData(PollOutcome.VendorDown, 1)]
    [InlineData(PollOutcome.NotAsked, 1)]
    public void Add_FourCyclesOfAnOutcome_CountsAsStaleUnlessItIsAView(PollOutcome outcome, long stale)
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        var freshness = new Freshness(services.GetRequiredService<IMeterFactory>(), time);
        var patient = Guid.NewGuid();
        Poll(PollOutcome.New);

        for (var cycle = 0; cycle < 4; cycle++)
        {
            time.Advance(TimeSpan.FromSeconds(Slots.Count));
            Poll(outcome);
        }

        Assert.Equal(stale, Assert.Single(freshness.Vendors()).Stale);

        void Poll(PollOutcome what)
        {
            var cycle = Slots.CycleAt(0, time.GetUtcNow());
            freshness.Add(new PollOutcomes(1, $"{cycle}:0:aurora:0", cycle, 0, "aurora", time.GetUtcNow(), [new PollResult(patient, "clinic-01", what, 0, 0, 0, null, 0, null)]));
        }
    }
}
