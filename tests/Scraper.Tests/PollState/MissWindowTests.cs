using CsCheck;
using VectorCare.Scraper.PollState;

namespace VectorCare.Scraper.Tests.PollState;

public sealed class MissWindowTests
{
    private static readonly MissWindow Window = new(3, 6, 12);

    [Theory]
    [InlineData("xxx", "M")]
    [InlineData("xx.xx.", "")]
    [InlineData("x.x.x.x.x.x", "M")]
    [InlineData("xxx.", "MR")]
    [InlineData("xxxxxxxxxxxx...", "MR")]
    [InlineData("xx-x", "M")]
    [InlineData("xx------------x", "M")]
    [InlineData("xx.x", "")]
    public void Count_Sequence_GivesTheseChanges(string polls, string expected) => Assert.Equal(expected, Play(polls, everyWrite: false));

    [Fact]
    public void Count_WritingOnlyOnChange_DecidesAsIfEverythingWereWritten() =>
        Gen.Char["xx...-"].Array[0, 60].Sample(polls => Play(new string(polls), everyWrite: false) == Play(new string(polls), everyWrite: true));

    [Fact]
    public void Count_SameCycleAgain_ChangesNothing() => Gen.Char["x."].Array[1, 30].Sample(polls =>
    {
        var state = PatientState.Unknown with { Cycle = 100 };
        for (var i = 0; i < polls.Length; i++)
        {
            state = Window.Count(state, 101 + i, polls[i] == 'x' ? Sight.Missed : Sight.Seen, default).State;
            var (again, mustWrite, change) = Window.Count(state, 101 + i, Sight.Missed, default);
            Assert.Equal((state, false, MissChange.None), (again, mustWrite, change));
        }
    });

    private static string Play(string polls, bool everyWrite)
    {
        var stored = PatientState.Unknown with { Cycle = 100 };
        var changes = string.Empty;
        for (var i = 0; i < polls.Length; i++)
        {
            var sight = polls[i] switch { 'x' => Sight.Missed, '.' => Sight.Seen, _ => Sight.Neutral };
            var (state, mustWrite, change) = Window.Count(stored, 101 + i, sight, DateTimeOffset.UnixEpoch.AddSeconds(300 * i));
            if (mustWrite || everyWrite)
                stored = state;
            changes += change switch { MissChange.Missing => "M", MissChange.Restored => "R", _ => string.Empty };
        }

        return changes;
    }
}
