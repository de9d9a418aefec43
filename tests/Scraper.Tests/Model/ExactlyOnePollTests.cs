using CsCheck;

namespace VectorCare.Scraper.Tests.Model;

/// <summary>One counted outcome per patient and cycle and one of each transmission, whatever is duplicated, delayed, lost, reordered, or dies between two steps; the vendor sees a second request only where the first one was cut off.</summary>
public sealed class ExactlyOnePollTests
{
    private static readonly Gen<int[]> Histories = Gen.Int[0, (16 * 24) - 1].Array[0, 120];

    [Fact]
    public async Task AnyHistory_OfTwoReplicas_CountsEachPollAndTransmissionOnce()
    {
        var repeated = 0;
        await CheckAsync(PollMutation.None, 3_000, history => Interlocked.Add(ref repeated, history.SecondRequests));
        Assert.True(repeated > 0, "no history cut a request off: they show nothing about second requests");
    }

    [Theory]
    [InlineData(PollMutation.JournalIsForgotten)]
    [InlineData(PollMutation.FailuresAreSwallowed)]
    [InlineData(PollMutation.FreshIds)]
    [InlineData(PollMutation.RawIsPresumedKept)]
    [InlineData(PollMutation.RunningIsForgotten)]
    [InlineData(PollMutation.OutcomeIsDropped)]
    [InlineData(PollMutation.OnlyTheNewest)]
    [InlineData(PollMutation.WatermarkIsAhead)]
    public Task AnyHistory_WithAPlantedBug_IsCaught(PollMutation mutation) =>
        Assert.ThrowsAnyAsync<CsCheckException>(() => CheckAsync(mutation, 3_000, _ => { }));

    private static Task CheckAsync(PollMutation mutation, long iterations, Action<PollHistory> played) => Task.Run(() => Histories.Sample(
        choices =>
        {
            using var history = new PollHistory(mutation);
            Assert.Null(history.Play(choices));
            played(history);
        },
        iter: iterations,
        threads: 1));
}
