using LocalDapr.Jobs.Times;

namespace LocalDapr.Jobs.Scheduling;

/// <summary>Reads a job's schedule: six cron fields, a descriptor such as <c>@hourly</c>, or <c>@every</c> with a duration; cron may begin with <c>TZ=</c> or <c>CRON_TZ=</c>.</summary>
internal static class ScheduleParser
{
    private const string Every = "@every ";

    /// <summary>Reads a schedule.</summary>
    /// <param name="text">Text.</param>
    /// <returns>The schedule.</returns>
    /// <exception cref="FormatException">The text is no schedule; the message says what is wrong.</exception>
    public static ISchedule Parse(string text)
    {
        if (text.Length == 0)
            throw new FormatException("empty spec string");
        var (zone, rest) = Zone(text);
        if (!rest.StartsWith('@'))
            return CronSchedule.Parse(rest, zone ?? TimeZoneInfo.Local);
        if (rest.StartsWith(Every, StringComparison.Ordinal))
        {
            if (zone is not null)
                throw new FormatException($"timezone is not supported for @every schedules: {text}");
            return GoDuration.TryParse(rest[Every.Length..], out var period) && period >= TimeSpan.Zero
                ? new EverySchedule(period)
                : throw new FormatException($"failed to parse duration {rest}");
        }
        var fields = rest switch
        {
            "@yearly" or "@annually" => "0 0 0 1 1 *",
            "@monthly" => "0 0 0 1 * *",
            "@weekly" => "0 0 0 * * 0",
            "@daily" or "@midnight" => "0 0 0 * * *",
            "@hourly" => "0 0 * * * *",
            _ => throw new FormatException($"unrecognized descriptor: {rest}"),
        };
        return CronSchedule.Parse(fields, zone ?? TimeZoneInfo.Local);
    }

    private static (TimeZoneInfo? Zone, string Spec) Zone(string text)
    {
        if (!text.StartsWith("TZ=", StringComparison.Ordinal) && !text.StartsWith("CRON_TZ=", StringComparison.Ordinal))
            return (null, text);
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        var name = text[(text.IndexOf('=', StringComparison.Ordinal) + 1)..(space < 0 ? text.Length : space)];
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone))
            throw new FormatException($"provided bad location {name}: unknown time zone {name}");
        return (zone, space < 0 ? "" : text[space..].Trim());
    }
}
