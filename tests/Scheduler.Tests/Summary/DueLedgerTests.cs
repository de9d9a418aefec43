using VectorCare.Contracts;
using VectorCare.Contracts.Messages;
using VectorCare.Scheduler.Membership;

namespace VectorCare.Scheduler.Tests.Summary;

public sealed class DueLedgerTests
{
    private const int Slot = 42;
    private static readonly DateTimeOffset Due = Slots.Due(5_900_000, Slot);

    [Fact]
    public void Count_MembersWithTheirOwnBeginnings_CountsEachDueInstantOnce()
    {
        var scheduler = new TestScheduler(Due.AddSeconds(-100), []);
        scheduler.Table.Replace(new SlotMembers(Slot, 2, "h", [Member(1, Due.AddSeconds(-50)), Member(2, Due), Member(3, Due.AddSeconds(1)), Member(4, Due, paused: true)]));
        scheduler.Clock.Advance(TimeSpan.FromSeconds(100 + 600));
        Assert.Equal((IEnumerable<long>)[2L, 3L, 3L], Count(scheduler).Values);
        Assert.Equal((IEnumerable<long>)[2L, 3L, 3L], Count(scheduler).Values);
    }

    [Fact]
    public void Count_PausedResumedRemoved_CountsUpToTheChange()
    {
        var scheduler = new TestScheduler(Due.AddSeconds(-1), []);
        scheduler.Table.Replace(new SlotMembers(Slot, 2, "h", [Member(1, Due), Member(2, Due)]));
        scheduler.Clock.Advance(TimeSpan.FromSeconds(301));
        scheduler.Table.Replace(new SlotMembers(Slot, 3, "h", [Member(1, Due, paused: true)]));
        scheduler.Clock.Advance(TimeSpan.FromSeconds(300));
        scheduler.Table.Replace(new SlotMembers(Slot, 4, "h", [Member(1, Due.AddSeconds(700))]));
        scheduler.Clock.Advance(TimeSpan.FromSeconds(600));
        Assert.Equal([(5_900_000L, 2L), (5_900_001L, 2L), (5_900_003L, 1L), (5_900_004L, 1L)], Count(scheduler).Select(c => (c.Key, c.Value)));
    }

    [Fact]
    public void Count_LearntLate_CountsWhatWasDueMeanwhile()
    {
        var scheduler = new TestScheduler(Due.AddSeconds(650), []);
        scheduler.Table.Replace(new SlotMembers(Slot, 2, "h", [Member(1, Due)]));
        Assert.Equal(3, Count(scheduler).Values.Sum());
    }

    [Fact]
    public void Count_Span_TakesDueInstantsFromItsBeginToBeforeItsEnd()
    {
        var scheduler = new TestScheduler(Due.AddSeconds(1300), []);
        scheduler.Table.Replace(new SlotMembers(Slot, 2, "h", [Member(1, Due)]));
        Assert.Equal(2, scheduler.Ledger.Count(s => scheduler.Table[s], Due.AddSeconds(300), Due.AddSeconds(900)).Values.Sum());
    }

    private static SortedDictionary<long, long> Count(TestScheduler scheduler) =>
        scheduler.Ledger.Count(s => scheduler.Table[s], DateTimeOffset.MinValue, DateTimeOffset.MaxValue);

    private static SlotMember Member(int number, DateTimeOffset from, bool paused = false) =>
        new(new Guid(number, 0, 0, new byte[8]), "clinic-01", "aurora", $"r{number}", from, paused);
}
