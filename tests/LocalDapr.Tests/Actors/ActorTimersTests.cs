using System.Text;
using System.Text.Json;
using LocalDapr.Actors;

namespace LocalDapr.Tests.Actors;

public sealed class ActorTimersTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("soon", "", "", "error parsing timer due time: unsupported time/duration format: soon")]
    [InlineData("", "often", "", "invalid timer period: parse error: unsupported duration format: often")]
    [InlineData("R2/PT1S", "", "", "error parsing timer due time: repetitions are not allowed")]
    [InlineData("1s", "", "x", "error parsing timer TTL: unsupported time/duration format: x")]
    [InlineData("", "R0/PT1S", "", "invalid timer period: has zero repetitions")]
    [InlineData("1h", "", "2020-01-01T00:00:00Z", "timer t has already expired: dueTime: 1h TTL: 2020-01-01T00:00:00Z")]
    public void Plan_Unusable_SaysWhy(string dueTime, string period, string ttl, string expected) =>
        Assert.Equal(expected, Assert.Throws<FormatException>(() => ActorTimers.Plan("t", Timing(dueTime, period, ttl), Now)).Message);

    [Fact]
    public void Plan_RepeatsWithoutDueTime_FiresAtOnceAndThreeTimes()
    {
        var plan = ActorTimers.Plan("t", Timing("", "R3/PT1S", ""), Now);
        Assert.Equal(Now, plan.Next(0, null));
        Assert.Equal(Now.AddSeconds(2), plan.Next(2, Now.AddSeconds(1)));
        Assert.Null(plan.Next(3, Now.AddSeconds(2)));
    }

    [Fact]
    public void Plan_CalendarPeriod_CountsMonths() =>
        Assert.Equal(new DateTimeOffset(2026, 2, 28, 12, 0, 0, TimeSpan.Zero), ActorTimers.Plan("t", Timing("", "P1M", ""), Now).Next(1, Now));

    [Theory]
    [InlineData("")]
    [InlineData("0s")]
    public void Plan_WithoutPeriod_FiresOnce(string period) => Assert.Null(ActorTimers.Plan("t", Timing("1s", period, ""), Now).Next(1, Now));

    [Fact]
    public void Timer_Body_KeepsDataAndTimesAsGiven()
    {
        var timing = ActorTiming.Parse("""{"dueTime":"300ms", "data": { "a" : 1, "big":12345678901234567000 },"callback":"onTick"}"""u8);
        Assert.Equal("""{"data":{"a":1,"big":12345678901234567000},"callback":"onTick","dueTime":"300ms","period":""}""", Encoding.UTF8.GetString(ActorTickBody.Timer(timing)));
    }

    [Fact]
    public void DataOf_Bytes_AreTextInBase64() => Assert.Equal("\"eyJ0IjoxfQ==\"", Encoding.UTF8.GetString(ActorTiming.DataOf("{\"t\":1}"u8)!));

    [Theory]
    [InlineData("{")]
    [InlineData("""{"dueTime":5}""")]
    [InlineData("""{"overwrite":"yes"}""")]
    [InlineData("[]")]
    public void Parse_Malformed_Throws(string body) => Assert.ThrowsAny<JsonException>(() => ActorTiming.Parse(Encoding.UTF8.GetBytes(body)));

    [Fact]
    public void Parse_Config_TypeSettingsOverCommonOnes()
    {
        var config = ActorConfig.Parse("""
            {"entities":["A","B"],"actorIdleTimeout":"2s","drainOngoingCallTimeout":"1s","reentrancy":{"enabled":true,"maxStackDepth":4},
             "entitiesConfig":[{"entities":["B","C"],"actorIdleTimeout":"1m0s","reentrancy":{"enabled":false}}]}
            """u8.ToArray());
        Assert.Equal(["A", "B"], config.Types.Keys);
        Assert.Equal(new ActorTypeConfig(TimeSpan.FromSeconds(2), true, 4), config.Types["A"]);
        Assert.Equal(new ActorTypeConfig(TimeSpan.FromMinutes(1), false, 4), config.Types["B"]);
        Assert.Equal(TimeSpan.FromSeconds(1), config.DrainTimeout);
    }

    private static ActorTiming Timing(string dueTime, string period, string ttl) => new(dueTime, period, ttl, "", null, true, null);
}
