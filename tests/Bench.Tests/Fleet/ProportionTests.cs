using VectorCare.Bench.Fleet;

namespace VectorCare.Bench.Tests.Fleet;

/// <summary>Known answers: R's <c>binom.confint</c> as statsmodels quotes it, and SciPy's documentation.</summary>
public sealed class ProportionTests
{
    [Theory]
    [InlineData(190, 200, 0.910421852, 0.972617354)]
    [InlineData(4, 200, 0.007804426, 0.050287087)]
    public void Wilson_KnownCounts_GivesTheKnownInterval(int hits, int of, double low, double high) =>
        AssertInterval((low, high), new Proportion(hits, of).Wilson());

    [Fact]
    public void Wilson_NothingMissed_HasTheKnownLowerBound()
    {
        var (low, high) = new Proportion(32, 32).Wilson();

        Assert.Equal(0.8928208, low, 7);
        Assert.Equal(1, high, 12);
    }

    [Theory]
    [InlineData(190, 200, 0.909972462, 0.975765835)]
    [InlineData(4, 200, 0.005475566, 0.050413609)]
    [InlineData(7, 50, 0.0581917003, 0.2673960025)]
    public void ClopperPearson_KnownCounts_GivesTheKnownInterval(int hits, int of, double low, double high) =>
        AssertInterval((low, high), new Proportion(hits, of).ClopperPearson());

    [Fact]
    public void Intervals_WithoutTrials_SayNothing()
    {
        var none = new Proportion(0, 0);

        Assert.Null(none.Value);
        Assert.Equal((0, 1), none.Wilson());
        Assert.Equal((0, 1), none.ClopperPearson());
    }

    private static void AssertInterval((double Low, double High) expected, (double Low, double High) actual)
    {
        Assert.Equal(expected.Low, actual.Low, 1e-9);
        Assert.Equal(expected.High, actual.High, 1e-9);
    }
}
