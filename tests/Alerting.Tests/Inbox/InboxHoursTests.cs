using System.Globalization;
using VectorCare.Alerting.Clinics;
using VectorCare.Alerting.Inbox;

namespace VectorCare.Alerting.Tests.Inbox;

public sealed class InboxHoursTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    private static readonly InboxOptions Night = new()
    {
        DigestSeconds = 600,
        QuietFrom = new TimeOnly(22, 0),
        QuietTo = new TimeOnly(7, 0),
        Holidays = [new DateOnly(2026, 12, 25), new DateOnly(2026, 12, 26)],
    };

    [Theory]
    [InlineData("2026-11-24T12:00:00Z", "2026-11-24T12:10:00Z", "by day")]
    [InlineData("2026-11-24T20:49:00Z", "2026-11-24T20:59:00Z", "a minute before the night begins at 21:00Z")]
    [InlineData("2026-11-24T20:50:00Z", "2026-11-25T06:00:00Z", "due as the night begins")]
    [InlineData("2026-11-25T03:00:00Z", "2026-11-25T06:00:00Z", "after midnight")]
    [InlineData("2026-12-24T23:30:00Z", "2026-12-27T06:00:00Z", "two holidays and the night after them")]
    [InlineData("2026-12-24T04:00:00Z", "2026-12-24T06:00:00Z", "before the holidays")]
    [InlineData("2026-03-28T23:00:00Z", "2026-03-29T05:00:00Z", "the night that lacks an hour")]
    [InlineData("2026-10-24T23:00:00Z", "2026-10-25T06:00:00Z", "the night that has one more")]
    public void Due_QuietHoursAndHolidays_AreWaitedFor(string now, string due, string why) =>
        Assert.True(At(due) == InboxHours.Due(Night, Berlin, At(now), overBudget: false), why);

    [Fact]
    public void Due_ManyHolidays_WaitsNoLongerThanThreeDays()
    {
        var closed = new InboxOptions { Holidays = [.. Enumerable.Range(1, 31).Select(day => new DateOnly(2026, 12, day))] };
        var now = At("2026-12-10T12:00:00Z");
        Assert.Equal(now + InboxHours.LongestWait, InboxHours.Due(closed, Berlin, now, overBudget: false));
    }

    [Fact]
    public void Due_BudgetUsedUp_GathersLonger() =>
        Assert.Equal(At("2026-11-24T12:15:00Z"), InboxHours.Due(new InboxOptions(), Berlin, At("2026-11-24T12:00:00Z"), overBudget: true));

    [Theory]
    [InlineData("2026-11-02T06:59:00Z", "")]
    [InlineData("2026-11-02T07:00:00Z", "a@clinics.example")]
    [InlineData("2026-11-09T06:59:00Z", "a@clinics.example")]
    [InlineData("2026-11-09T07:00:00Z", "b@clinics.example")]
    [InlineData("2026-11-16T07:00:00Z", "a@clinics.example")]
    public void At_Rota_TurnsAtTheHandover(string now, string expected) => Assert.Equal(
        expected,
        string.Join(';', new OnCallRota { Mail = ["a@clinics.example", "b@clinics.example"], From = new DateOnly(2026, 11, 2) }.At(At(now), Berlin)));

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
