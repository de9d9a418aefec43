using CsCheck;

namespace VectorCare.Contracts.Tests;

public sealed class SlotsTests
{
    [Theory]
    [InlineData("P000000", 85)]
    [InlineData("P000001", 0)]
    [InlineData("P299999", 24)]
    public void Of_KnownAnswers_AreTheSameForever(string id, int slot) => Assert.Equal(slot, Slots.Of(id));

    [Fact]
    public void Of_AnyPatient_IsInRangeAndEqualsTheHashOfItsText() =>
        Gen.Guid.Sample(id => Slots.Of(id) is >= 0 and < Slots.Count && Slots.Of(id) == Slots.Of(id.ToString("D")));

    [Fact]
    public void Of_ThreeHundredThousandIds_SpreadsEvenly()
    {
        var counts = new int[Slots.Count];
        for (var i = 0; i < 300_000; i++)
            counts[Slots.Of($"P{i:D6}")]++;

        var chiSquare = counts.Sum(c => Math.Pow(c - 1000, 2) / 1000);

        // df 299, 0.001 on each side; XXH64 of these ids gives 282.1.
        Assert.InRange(chiSquare, 229.09, 380.30);
        Assert.Equal(282.1, chiSquare, 0.05);
    }

    [Fact]
    public void Due_ConsecutiveCycles_AreExactly300SecondsApart() =>
        Gen.Select(Gen.Long[0, 40_000_000], Gen.Int[0, 299]).Sample((cycle, slot) =>
            Slots.Due(cycle + 1, slot) - Slots.Due(cycle, slot) == TimeSpan.FromSeconds(300));

    [Fact]
    public void CycleAt_AnyInstant_IsTheNewestDueCycle() =>
        Gen.Select(Gen.Long[0, 10_000_000_000_000], Gen.Int[0, 299]).Sample((ms, slot) =>
        {
            var at = DateTimeOffset.FromUnixTimeMilliseconds(ms);
            var cycle = Slots.CycleAt(slot, at);
            return Slots.Due(cycle, slot) <= at && at < Slots.Due(cycle + 1, slot) && Slots.NextDue(slot, at) == Slots.Due(cycle + 1, slot);
        });
}
