using VendorSim.Faults;

namespace VendorSim.Tests.Faults;

public sealed class FaultParserTests
{
    [Fact]
    public void TryParse_EveryKind_IsUnderstood()
    {
        Assert.Equal(new Fault { Vendor = "aurora", Outage = true, StartSeconds = 30, DurationSeconds = 60 }, Parse("vendor-outage=aurora@30s+60s"));
        Assert.Equal(new Fault { Vendor = "cygnus", Abort = true, StartSeconds = 120 }, Parse("vendor-abort=cygnus@2m"));
        Assert.Equal(new Fault { Vendor = "borealis", LatencyMs = 800, DurationSeconds = 3_600 }, Parse("vendor-latency=borealis:800ms@0s+1h"));
        Assert.Equal(new Fault { Vendor = "all", ErrorRate = 0.2, Status = 502, StartSeconds = 10 }, Parse("vendor-errors=all:0.2/502@10s"));
        Assert.Equal(new Fault { Vendor = "borealis", RateLimit = 5 }, Parse("vendor-rate-limit=borealis:5@0s"));
        Assert.Equal(new Fault { Vendor = "aurora", ExpireSessions = true, StartSeconds = 45 }, Parse("session-expiry=aurora@45s"));
        Assert.Equal(new Fault { Vendor = "aurora", Markup = "relabelled", StartSeconds = 60 }, Parse("markup=aurora:relabelled@1m"));
    }

    [Theory]
    [InlineData("vendor-outage", "expected KIND=VENDOR")]
    [InlineData("vendor-outage=aurora", "expected KIND=VENDOR")]
    [InlineData("vendor-outage=medtronic@0s", "vendor 'medtronic' is unknown")]
    [InlineData("vendor-outage=aurora@soon", "is no time")]
    [InlineData("vendor-outage=aurora@0s+0s", "is no time")]
    [InlineData("vendor-outage=aurora:5@0s", "takes no value")]
    [InlineData("vendor-latency=aurora@0s", "needs a time")]
    [InlineData("vendor-errors=aurora:2@0s", "errorRate 2 is out of range")]
    [InlineData("vendor-errors=aurora:0.2/200@0s", "status 200 is out of range")]
    [InlineData("vendor-fire=aurora@0s", "fault 'vendor-fire' is unknown, give one of vendor-outage")]
    [InlineData("markup=aurora:v9@0s", "markup version 'v9' is unknown, give one of v1")]
    public void TryParse_Bad_SaysWhatIsWrong(string text, string expected)
    {
        Assert.False(FaultParser.TryParse(text, out _, out var error));
        Assert.Contains(expected, error);
    }

    private static Fault Parse(string text)
    {
        Assert.True(FaultParser.TryParse(text, out var fault, out var error), error);
        return fault;
    }
}
