using CsCheck;

namespace VectorCare.Scheduler.Tests.Regions;

/// <summary>No due instant of a patient is two regions', and none stays without, whatever is lost, delayed, cut off, dies, or is commanded, and whatever the clocks say.</summary>
public sealed class LeaseProtocolTests
{
    private static readonly Gen<(int[] Skews, int[] Choices)> Histories = Gen.Select(Gen.Int[-30, 30].Array[2], Gen.Int[0, (16 * 48) - 1].Array[0, 120]);

    [Fact]
    public void AnyHistory_OfTwoRegions_LeasesEachDueInstantToOne() => Check(LeaseMutation.None, 2_500);

    [Theory]
    [InlineData(LeaseMutation.LastWriteWins)]
    [InlineData(LeaseMutation.LostWritesPassForDone)]
    [InlineData(LeaseMutation.LeasesVanish)]
    public void AnyHistory_WithAPlantedBug_IsCaught(LeaseMutation mutation) => Assert.ThrowsAny<CsCheckException>(() => Check(mutation, 20_000));

    private static void Check(LeaseMutation mutation, long iterations) =>
        Histories.Sample(h => Assert.Null(new LeaseHistory(mutation, h.Skews).Play(h.Choices)), iter: iterations, threads: 1);
}
