using LocalDapr.Jobs.Engine;
using LocalDapr.Jobs.Times;

namespace LocalDapr.Tests.Jobs;

public sealed class JobPlanTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 12, 0, 0, 250, TimeSpan.Zero);

    [Theory]
    [InlineData("800ms", 800)]
    [InlineData("PT1S", 1000)]
    [InlineData("P1DT1H", 90_000_000)]
    [InlineData("1m0.5s", 60_500)]
    [InlineData("0s", 0)]
    [InlineData("-5s", -5000)]
    [InlineData("2026-01-01T12:00:01.250Z", 1000)]
    [InlineData("2026-01-01T13:00:01.25+01:00", 1000)]
    public void Create_DueTime_IsTheFirstTick(string dueTime, int milliseconds)
    {
        var plan = JobPlan.Create(new JobTiming(null, dueTime, null, null), Now);
        Assert.Equal(Now.AddMilliseconds(milliseconds), plan.Next(0, null));
        Assert.Null(plan.Next(1, Now));
    }

    [Theory]
    [InlineData(null, null, null, null, "job must have either a due time or a schedule")]
    [InlineData(null, "soon", null, null, "due time format not recognized")]
    [InlineData(null, "", null, null, "due time format not recognized")]
    [InlineData(null, "5", null, null, "due time format not recognized")]
    [InlineData(null, "P0DT0.5S", null, null, "due time format not recognized")]
    [InlineData(null, "R3/PT1S", null, null, "repeats not supported for due time")]
    [InlineData(null, "10s", null, "5s", "job must have a schedule to have a ttl")]
    [InlineData(null, "10s", 2, null, "job must have a schedule to repeat")]
    [InlineData("@every 1h", null, 0, null, "defined repeats must be greater than 0")]
    [InlineData("@every 1h", null, null, "nonsense", "ttl format not recognized")]
    [InlineData("@every 1h", "10s", null, "2020-01-02T03:04:05Z", "ttl must be greater than due time")]
    public void Create_Unusable_SaysWhy(string? schedule, string? dueTime, int? repeats, string? ttl, string expected) =>
        Assert.Equal(expected, Assert.Throws<FormatException>(() => JobPlan.Create(new JobTiming(schedule, dueTime, (uint?)repeats, ttl), Now)).Message);

    [Fact]
    public void Next_ScheduleWithDueTime_FiresAtDueTimeAndCountsFromIt()
    {
        var plan = JobPlan.Create(new JobTiming("@every 1s", "2s", 2, null), Now);
        Assert.Equal(Now.AddSeconds(2), plan.Next(0, null));
        Assert.Equal(Now.AddSeconds(3), plan.Next(1, Now.AddSeconds(2)));
        Assert.Null(plan.Next(2, Now.AddSeconds(3)));
    }

    [Fact]
    public void Next_AfterTtl_Over()
    {
        var plan = JobPlan.Create(new JobTiming("@every 1s", null, null, "2500ms"), Now);
        Assert.Equal(Now.AddSeconds(2), plan.Next(1, Now.AddSeconds(1)));
        Assert.Null(plan.Next(2, Now.AddSeconds(2)));
    }

    [Theory]
    [InlineData(7_200_000, "2h0m0s")]
    [InlineData(1500, "1.5s")]
    [InlineData(300, "300ms")]
    [InlineData(0, "0s")]
    [InlineData(60_000, "1m0s")]
    [InlineData(-90_000, "-1m30s")]
    public void Format_Duration_AsGoWritesIt(int milliseconds, string expected) =>
        Assert.Equal(expected, GoDuration.Format(TimeSpan.FromMilliseconds(milliseconds)));

    [Theory]
    [InlineData("1d")]
    [InlineData("s")]
    [InlineData("1")]
    [InlineData("1s ")]
    [InlineData("--1s")]
    [InlineData("")]
    public void TryParse_NoGoDuration_False(string text) => Assert.False(GoDuration.TryParse(text, out _));
}
