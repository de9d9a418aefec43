using VectorCare.Contracts;
using VectorCare.Contracts.Messages;

namespace VectorCare.Scheduler.Tests.Watchdog;

public sealed class SlotWatchdogTests
{
    private static readonly CancellationToken None = TestContext.Current.CancellationToken;
    private static readonly DateTimeOffset Due = Slots.Due(5_900_000, 42);

    [Theory]
    [InlineData(2.9, 0)]
    [InlineData(3.1, 1)]
    public async Task RoundAsync_SlotWithoutATick_IsPublishedOnceOverdue(double secondsAfterDue, int rescued)
    {
        var scheduler = new TestScheduler(Due.AddSeconds(secondsAfterDue), Members(5));
        Assert.Equal(rescued, await scheduler.Watchdog.RoundAsync(None));
        Assert.Equal(rescued, scheduler.Metrics.Rescues);
        Assert.Equal(0, await scheduler.Watchdog.RoundAsync(None));
    }

    [Fact]
    public async Task RoundAsync_SlotPublishedByItsTick_IsLeftAlone()
    {
        var scheduler = new TestScheduler(Due, Members(5));
        await scheduler.Ticks.HandleAsync("tick-v1-042", None);
        scheduler.Clock.Advance(TimeSpan.FromSeconds(10));
        var calls = scheduler.StateCalls;
        Assert.Equal(0, await scheduler.Watchdog.RoundAsync(None));
        Assert.Equal(calls, scheduler.StateCalls);
    }

    [Fact]
    public async Task RoundAsync_AfterAnOutage_SpreadsTheLatestCycleOnly()
    {
        var scheduler = new TestScheduler(Due, Members(10), [.. Enumerable.Range(0, 300)]);
        var round = scheduler.Watchdog.RoundAsync(None);
        for (var step = 0; step < 3000 && !round.IsCompleted; step++)
        {
            scheduler.Clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        await round;
        var took = scheduler.PublishedAt.Max() - Due;
        Assert.InRange(took, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(120));
        // No slot twice in a cycle, and never one whose time to come the tick still has.
        Assert.Equal(scheduler.Published.Count, scheduler.Published.Select(b => b.BatchId).Distinct().Count());
        var busiest = scheduler.PublishedAt.Zip(scheduler.Published).GroupBy(p => p.First.ToUnixTimeSeconds() / 10).Max(g => g.Sum(p => p.Second.Polls.Count));
        Assert.InRange(busiest, 1, 2 * 10 * 3000 / 90);
    }

    private static SlotMember[] Members(int count) =>
        [.. Enumerable.Range(1, count).Select(i => new SlotMember(new Guid(i, 0, 0, new byte[8]), "clinic-01", "aurora", $"r{i}", DateTimeOffset.UnixEpoch, Paused: false))];
}
