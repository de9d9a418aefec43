using VectorCare.Contracts;
using VectorCare.Contracts.Messages;
using VectorCare.Ingest.Polls;

namespace VectorCare.Ingest.Tests.Polls;

public sealed class PollLedgerTests
{
    private static readonly Guid Patient = Guid.Parse("0f8b3a52-6c1d-4e0a-9b7e-2f1c5d8a4e10");

    [Fact]
    public void Add_SecondOutcomeOfPatientAndCycle_CountsAsDuplicatedNotDone()
    {
        var ledger = new PollLedger();

        ledger.Add(Batch(100, 7, PollOutcome.Unchanged));
        ledger.Add(Batch(100, 7, PollOutcome.New));
        ledger.Add(Batch(101, 7, PollOutcome.Missed));

        var counts = ledger.Read(null, null);
        Assert.Equal((2, 1, 1), (counts.Done, counts.Duplicated, counts.Misses));
        Assert.Equal(new Dictionary<string, long> { ["Unchanged"] = 1, ["Missed"] = 1 }, counts.Outcomes["aurora"]);
    }

    [Fact]
    public void Read_Until_CountsOnlyWhatWasDue()
    {
        var ledger = new PollLedger();
        ledger.Add(Batch(100, 7, PollOutcome.Unchanged));
        ledger.Add(Batch(101, 7, PollOutcome.Unchanged));

        Assert.Equal(1, ledger.Read(null, Slots.Due(101, 6)).Done);
        Assert.Equal(2, ledger.Read(null, Slots.Due(101, 7)).Done);
        Assert.Equal(0, ledger.Read(null, Slots.Due(99, 0)).Done);
    }

    [Fact]
    public void Read_Since_CountsWhatWasDueFromThenOnAndItsLateness()
    {
        var ledger = new PollLedger();
        ledger.Add(Batch(100, 7, PollOutcome.Unchanged, latenessMs: 20_000));
        ledger.Add(Batch(101, 7, PollOutcome.Unchanged));

        var all = ledger.Read(null, null);
        var later = ledger.Read(Slots.Due(101, 0), null);
        Assert.Equal((2, 20_000), (all.Done, all.LatenessMaxMs));
        Assert.Equal((1, 30), (later.Done, later.LatenessMaxMs));
        Assert.Equal(1, ledger.Read(Slots.Due(101, 7), null).Done);
        Assert.Equal(0, ledger.Read(Slots.Due(101, 8), null).Done);
    }

    [Fact]
    public void Read_SinceWithinACycle_LargestLatenessIsThatOfThePollsDueFromThenOn()
    {
        var ledger = new PollLedger();
        ledger.Add(Batch(100, 7, PollOutcome.Unchanged, latenessMs: 20_000));
        ledger.Add(Batch(100, 9, PollOutcome.Unchanged, latenessMs: 40, Guid.NewGuid()));

        Assert.Equal(20_000, ledger.Read(Slots.Due(100, 7), null).LatenessMaxMs);
        Assert.Equal(40, ledger.Read(Slots.Due(100, 8), null).LatenessMaxMs);
        Assert.Equal(0, ledger.Read(Slots.Due(100, 10), null).LatenessMaxMs);
    }

    [Fact]
    public void Quantile_KnownValues_AreFound()
    {
        var histogram = new LatenessHistogram();
        for (var i = 1; i <= 100; i++)
            histogram.Add(i * 10);
        histogram.Add(25_040);

        Assert.Equal(510, histogram.Quantile(0.5));
        Assert.Equal(1000, histogram.Quantile(0.99));
        Assert.Equal(25_000, histogram.Quantile(1));
        Assert.Equal(25_040, histogram.MaxMs);
        Assert.Equal(0, new LatenessHistogram().Quantile(0.99));
    }

    private static PollOutcomes Batch(long cycle, int slot, PollOutcome outcome, long latenessMs = 30, Guid? patient = null) =>
        new(1, $"{cycle}:{slot}:aurora:0", cycle, slot, "aurora", Slots.Due(cycle, slot), [new PollResult(patient ?? Patient, "clinic-01", outcome, latenessMs, 10, 1, null, 0, null)]);
}
