using VectorCare.Bench.Alerts;

namespace VectorCare.Bench.Tests.Alerts;

public sealed class InboxesTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1, 5.0)]
    [InlineData(2, 0.0, 1.0, 1.9)]
    [InlineData(3, 0.0, 0.5, 1.0, 1.4, 9.0)]
    public void MostWithin_Arrivals_CountsTheFullestWindowWhereverItBegins(int expected, params double[] seconds) =>
        Assert.Equal(expected, Inboxes.MostWithin(seconds.Reverse().Select(DateTimeOffset.UnixEpoch.AddSeconds), TimeSpan.FromSeconds(1)));
}
