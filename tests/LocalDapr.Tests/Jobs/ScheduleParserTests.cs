using System.Globalization;
using LocalDapr.Jobs.Scheduling;

namespace LocalDapr.Tests.Jobs;

public sealed class ScheduleParserTests
{
    [Theory]
    [InlineData("* * * * * *", "2026-01-01T00:00:00.5Z", "2026-01-01T00:00:01Z")]
    [InlineData("17 2/5 * * * *", "2026-01-01T00:00:00Z", "2026-01-01T00:02:17Z")]
    [InlineData("17 2/5 * * * *", "2026-01-01T00:57:17Z", "2026-01-01T01:02:17Z")]
    [InlineData("5/20 * 3 1 1 *", "2026-01-01T03:00:25Z", "2026-01-01T03:00:45Z")]
    [InlineData("30 1/5 4 1,15 * ?", "2026-01-02T00:00:00Z", "2026-01-15T04:01:30Z")]
    [InlineData("TZ=UTC 0 30 3 * * MON-FRI", "2026-01-03T00:00:00Z", "2026-01-05T03:30:00Z")]
    [InlineData("TZ=UTC 0 0 0 13 * fri", "2026-02-01T00:00:00Z", "2026-02-06T00:00:00Z")]
    [InlineData("TZ=UTC @daily", "2026-01-01T05:00:00Z", "2026-01-02T00:00:00Z")]
    [InlineData("CRON_TZ=UTC @weekly", "2026-01-01T05:00:00Z", "2026-01-04T00:00:00Z")]
    [InlineData("TZ=America/New_York 0 0 3 * * *", "2026-07-01T00:00:00Z", "2026-07-01T07:00:00Z")]
    [InlineData("@every 1h30m", "2026-01-01T05:00:00.25Z", "2026-01-01T06:30:00.25Z")]
    [InlineData("@every 250ms", "2026-01-01T05:00:00Z", "2026-01-01T05:00:00.25Z")]
    public void Next_AfterAnInstant_IsTheTick(string schedule, string after, string expected) =>
        Assert.Equal(At(expected), ScheduleParser.Parse(schedule).Next(At(after)));

    [Fact]
    public void Next_DayThatNeverComes_Null() => Assert.Null(ScheduleParser.Parse("0 0 0 31 2 *").Next(At("2026-01-01T00:00:00Z")));

    [Theory]
    [InlineData("every minute", "expected exactly 6 fields, found 2: [every minute]")]
    [InlineData("* * * * *", "expected exactly 6 fields, found 5: [* * * * *]")]
    [InlineData("60 * * * * *", "end of range (60) above maximum (59): 60")]
    [InlineData("@every", "unrecognized descriptor: @every")]
    [InlineData("@sometimes", "unrecognized descriptor: @sometimes")]
    [InlineData("", "empty spec string")]
    [InlineData("CRON_TZ=Mars/Base * * * * * *", "provided bad location Mars/Base: unknown time zone Mars/Base")]
    [InlineData("TZ=UTC @every 1s", "timezone is not supported for @every schedules: TZ=UTC @every 1s")]
    [InlineData("0 0 0 * * 7", "end of range (7) above maximum (6): 7")]
    [InlineData("*/0 * * * * *", "step of range should be a positive number: */0")]
    [InlineData("5-3 * * * * *", "beginning of range (5) beyond end of range (3): 5-3")]
    public void Parse_Unusable_SaysWhy(string schedule, string expected) =>
        Assert.Equal(expected, Assert.Throws<FormatException>(() => ScheduleParser.Parse(schedule)).Message);

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
