using VendorSim.Statistics;

namespace VendorSim.Tests.Statistics;

public sealed class IntervalHistogramTests
{
    [Fact]
    public void Clear_AfterIntervals_BeginsAnew()
    {
        var histogram = new IntervalHistogram();
        histogram.Add(TimeSpan.FromSeconds(310));
        histogram.Add(null);
        histogram.Add(TimeSpan.FromSeconds(600));
        Assert.Equal(new IntervalJitter(1, 10_000, 10_000), histogram.Read());

        histogram.Clear();
        histogram.Add(TimeSpan.FromMilliseconds(299_960));

        Assert.Equal(new IntervalJitter(1, 40, 40), histogram.Read());
    }
}
