using CsCheck;
using VectorCare.Contracts;
using VectorCare.Contracts.Messages;
using VectorCare.Scheduler.Ticks;

namespace VectorCare.Scheduler.Tests.Ticks;

public sealed class TickHandlerTests
{
    private const int Slot = 42;
    private static readonly CancellationToken None = TestContext.Current.CancellationToken;
    private static readonly DateTimeOffset Due = Slots.Due(5_900_000, Slot);

    [Fact]
    public async Task HandleAsync_AtItsInstant_PublishesTheCycle()
    {
        var scheduler = new TestScheduler(Due.AddMilliseconds(3), Members(250));
        Assert.Equal(TickResult.Handled, await scheduler.Ticks.HandleAsync(TickJobs.Name(Slot), None));
        Assert.Equal(["5900000:42:aurora:0", "5900000:42:aurora:1", "5900000:42:aurora:2"], scheduler.Published.Select(b => b.BatchId));
        Assert.Equal([100, 100, 50], scheduler.Published.Select(b => b.Polls.Count));
        Assert.All(scheduler.Published, b => Assert.Equal((Due, Due.AddSeconds(300)), (b.Due, b.Expires)));
        Assert.All(scheduler.Published, b => Assert.Matches("^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$", b.Traceparent));
    }

    [Fact]
    public async Task HandleAsync_AFewMillisecondsEarly_WaitsAndCountsForTheCycleItMeans()
    {
        var scheduler = new TestScheduler(Due.AddMilliseconds(-4), Members(1));
        var tick = scheduler.Ticks.HandleAsync(TickJobs.Name(Slot), None);
        Assert.Empty(scheduler.Published);
        scheduler.Clock.Advance(TimeSpan.FromMilliseconds(4));
        Assert.Equal(TickResult.Handled, await tick);
        Assert.Equal(5_900_000, Assert.Single(scheduler.Published).Cycle);
    }

    [Fact]
    public async Task HandleAsync_LongAfterItsInstant_IsStaleAndCounted()
    {
        var scheduler = new TestScheduler(Due.AddSeconds(3.1), Members(1));
        Assert.Equal(TickResult.Stale, await scheduler.Ticks.HandleAsync(TickJobs.Name(Slot), None));
        Assert.Empty(scheduler.Published);
        Assert.Equal(1, scheduler.Metrics.Count(TickResult.Stale));
    }

    [Fact]
    public async Task HandleAsync_UnknownJob_IsCounted()
    {
        var scheduler = new TestScheduler(Due, Members(1));
        Assert.Equal(TickResult.Unknown, await scheduler.Ticks.HandleAsync("tick-v1-300", None));
        Assert.Equal(1, scheduler.Metrics.Count(TickResult.Unknown));
    }

    [Fact]
    public async Task HandleAsync_EmptySlot_CallsNoState()
    {
        var scheduler = new TestScheduler(Due, [.. Members(3).Select(m => m with { Paused = true }), Members(4)[3] with { From = Due.AddMilliseconds(1) }]);
        Assert.Equal(TickResult.Handled, await scheduler.Ticks.HandleAsync(TickJobs.Name(Slot), None));
        Assert.Equal((0, 0), (scheduler.StateCalls, scheduler.Published.Count));
    }

    [Fact]
    public async Task HandleAsync_PubSubAway_FailsAndTheRepeatPublishesTheSameBatches()
    {
        var scheduler = new TestScheduler(Due, Members(150)) { PublishFailsAfter = 1 };
        Assert.Equal(TickResult.Failed, await scheduler.Ticks.HandleAsync(TickJobs.Name(Slot), None));
        scheduler.PublishFailsAfter = null;
        scheduler.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(TickResult.Handled, await scheduler.Ticks.HandleAsync(TickJobs.Name(Slot), None));
        Assert.Equal(["5900000:42:aurora:0", "5900000:42:aurora:0", "5900000:42:aurora:1"], scheduler.Published.Select(b => b.BatchId));
        Assert.Equal(scheduler.Published[0].Polls, scheduler.Published[1].Polls);
    }

    [Fact]
    public async Task HandleAsync_AfterAnOutageABurst_PublishesNothingOld()
    {
        var scheduler = new TestScheduler(Due.AddHours(1).AddMilliseconds(2), Members(1));
        for (var tick = 0; tick < 12; tick++)
            await scheduler.Ticks.HandleAsync(TickJobs.Name(Slot), None);
        Assert.Equal(5_900_012, Assert.Single(scheduler.Published).Cycle);
    }

    [Fact]
    public void HandleAsync_AnyTwoCyclesAcrossRestartsAndClockSteps_Are300SecondsApart() =>
        Gen.Select(Gen.Int[0, 299], Gen.Long[1_767_225_600_000, 1_893_456_000_000], Gen.Int[-3600, 3600], Gen.Int[0, 400])
            .Sample((slot, startMs, step, jitter) =>
            {
                var start = DateTimeOffset.FromUnixTimeMilliseconds(startMs);
                // DST dates, leap years and steps of the clock lie within these; a new scheduler each cycle is a restart.
                var first = Slots.NextDue(slot, start);
                var dues = new List<DateTimeOffset>();
                for (var cycle = 0; cycle < 3; cycle++)
                {
                    var scheduler = new TestScheduler(first.AddSeconds(300 * cycle).AddMilliseconds(jitter - 200), Members(1), slot);
                    var tick = scheduler.Ticks.HandleAsync(TickJobs.Name(slot), CancellationToken.None);
                    scheduler.Clock.Advance(TimeSpan.FromMilliseconds(200));
                    Assert.True(tick.IsCompleted);
                    dues.AddRange(scheduler.Published.Select(b => b.Due));
                }

                Assert.Equal([first, first.AddSeconds(300), first.AddSeconds(600)], dues);
                var stepped = first.AddSeconds(step);
                Assert.InRange(Slots.NextDue(slot, stepped) - stepped, TimeSpan.FromTicks(1), TimeSpan.FromSeconds(300));
                Assert.Equal(0, (Slots.NextDue(slot, stepped) - first).TotalSeconds % 300);
            }, iter: 300, threads: 1);

    private static SlotMember[] Members(int count) =>
        [.. Enumerable.Range(1, count).Select(i => new SlotMember(new Guid(i, 0, 0, new byte[8]), "clinic-01", "aurora", $"r{i}", DateTimeOffset.UnixEpoch, Paused: false))];
}
