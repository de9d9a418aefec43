using CsCheck;

namespace VectorCare.Scheduler.Tests.Model;

/// <summary>Exactly one set of batches per slot and cycle, whatever is duplicated, delayed, lost, reordered, or dies between two steps.</summary>
public sealed class ExactlyOnceTests
{
    private static readonly Gen<int[]> Histories = Gen.Int[0, 16 * 24 - 1].Array[0, 80];

    [Fact]
    public Task AnyHistory_OfThreeReplicas_PublishesOneSetPerSlotAndCycle() => CheckAsync(Mutation.None, 5_000);

    [Theory]
    [InlineData(Mutation.LastWriteWins)]
    [InlineData(Mutation.DoneIsForgotten)]
    [InlineData(Mutation.ClaimsVanish)]
    [InlineData(Mutation.LeaseNeverEnds)]
    [InlineData(Mutation.FailuresAreSwallowed)]
    [InlineData(Mutation.FreshIds)]
    [InlineData(Mutation.UnstableOrder)]
    [InlineData(Mutation.LastBatchIsPresumed)]
    [InlineData(Mutation.WatchdogSleeps)]
    public Task AnyHistory_WithAPlantedBug_IsCaught(Mutation mutation) =>
        Assert.ThrowsAnyAsync<CsCheckException>(() => CheckAsync(mutation, 3_000));

    private static Task CheckAsync(Mutation mutation, long iterations) =>
        Task.Run(() => Histories.Sample(choices => Assert.Null(new History(mutation).Play(choices)), iter: iterations, threads: 1));
}
