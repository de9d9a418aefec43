using VectorCare.Demo;

namespace VectorCare.Tests.Demo;

public sealed class DurationsTests
{
    [Theory]
    [InlineData("90s", 90)]
    [InlineData("2m", 120)]
    [InlineData("1h30m", 5400)]
    public void TryParse_AsPeopleType_Seconds(string text, int seconds)
    {
        Assert.True(Durations.TryParse(text, out var duration));
        Assert.Equal(seconds, duration.TotalSeconds);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0s")]
    [InlineData("90")]
    [InlineData("-5s")]
    [InlineData("1.5m")]
    [InlineData("2 m")]
    [InlineData("m")]
    public void TryParse_AnythingElse_False(string? text) => Assert.False(Durations.TryParse(text, out _));

    [Fact]
    public void Format_WithAndWithoutHours_AsAClock() =>
        Assert.Equal(("0:10", "1:01:40"), (Durations.Format(TimeSpan.FromSeconds(10)), Durations.Format(TimeSpan.FromSeconds(3700))));
}
