using VectorCare.Contracts;
using VectorCare.Contracts.Messages;
using VectorCare.Scheduler.Ticks;
using VectorCare.TestKit;

namespace VectorCare.Scheduler.Tests.Watchdog;

/// <summary>Ticks every second and the watchdog every five, second by second, while the broker goes away or the clock jumps.</summary>
public sealed class RecoveryTests
{
    private const int Patients = 10;
    private const int Cycle = Slots.Count;
    private static readonly DateTimeOffset Start = Slots.Due(5_900_000, 0).AddSeconds(-0.5);
    private static readonly SlotMember[] Members =
        [.. Enumerable.Range(1, Patients).Select(i => new SlotMember(new Guid(i, 0, 0, new byte[8]), "clinic-01", "aurora", $"r{i}", DateTimeOffset.UnixEpoch, Paused: false))];

    private readonly TestScheduler _scheduler = new(Start, Members, [.. Enumerable.Range(0, Slots.Count)]);
    private readonly Pump _pump = new();
    private Task? _round;
    private int _seconds;

    [Fact]
    public void Broker_AwayForTwoCycles_CadenceIsExactWithinOneAndNothingIsReplayed()
    {
        Run(Cycle);
        _scheduler.PublishFailsAfter = _scheduler.Published.Count;
        Run(2 * Cycle);
        var (before, back) = (_scheduler.Published.Count, _scheduler.Clock.GetUtcNow());
        _scheduler.PublishFailsAfter = null;
        Run(2 * Cycle);

        var after = _scheduler.Published.Zip(_scheduler.PublishedAt, (b, at) => (Batch: b, At: at)).Skip(before).ToList();
        Assert.All(after, p => Assert.InRange(p.At, p.Batch.Due, p.Batch.Expires));
        Assert.Equal(after.Count, after.DistinctBy(p => p.Batch.BatchId).Count());
        var settled = after.Where(p => p.At > back.AddSeconds(Cycle)).ToList();
        Assert.Equal(Slots.Count, settled.Count);
        Assert.All(settled, p => Assert.InRange(p.At - p.Batch.Due, TimeSpan.Zero, TimeSpan.FromSeconds(1)));

        // What is due anyway, and what is made up for within the time of catching up, with its slack of a second.
        var perSecond = (Patients * Slots.Count / 300) + (Patients * Slots.Count / 90);
        var busiest = after.GroupBy(p => p.At.ToUnixTimeSeconds() / 10).Max(g => g.Sum(p => p.Batch.Polls.Count));
        Assert.InRange(busiest, 1, perSecond * 12);
    }

    [Theory]
    [InlineData(3600)]
    [InlineData(-3600)]
    public void Clock_JumpsAnHourAndBack_EveryCycleOfTheClockIsPublished(int jump)
    {
        Run(2 * Cycle);
        AssertCadence(() => Jump(jump));
        AssertCadence(() => Jump(-jump));
    }

    private void AssertCadence(Action jump)
    {
        jump();
        var (published, from) = (_scheduler.Published.Count, _scheduler.Clock.GetUtcNow());
        Run(3 * Cycle);
        var at = _scheduler.Published.Zip(_scheduler.PublishedAt).Skip(published).ToLookup(p => (p.First.Slot, p.First.Cycle), p => p.Second);
        for (var slot = 0; slot < Slots.Count; slot++)
        {
            for (var due = Slots.NextDue(slot, from); due < from.AddSeconds(3 * Cycle); due = due.AddSeconds(Cycle))
                Assert.InRange(Assert.Single(at[(slot, Slots.CycleAt(slot, due))]) - due, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        }
    }

    private void Jump(int seconds) => _pump.Run(() => _scheduler.Clock.AdjustTime(_scheduler.Clock.GetUtcNow().AddSeconds(seconds)));

    private void Run(int seconds)
    {
        for (var i = 0; i < seconds; i++)
        {
            _pump.Run(() => _scheduler.Clock.Advance(TimeSpan.FromSeconds(1)));
            var slot = (int)(_scheduler.Clock.GetUtcNow().ToUnixTimeSeconds() % Slots.Count);
            _pump.Run(() => _ = _scheduler.Ticks.HandleAsync(TickJobs.Name(slot), CancellationToken.None));
            if (++_seconds % 5 == 0 && _round is null or { IsCompleted: true })
                _pump.Run(() => _round = _scheduler.Watchdog.RoundAsync(CancellationToken.None));
        }
    }
}
