using Cronos;

namespace LocalDapr.Jobs.Scheduling;

/// <summary>A six-field cron schedule in a time zone. Where both day fields are restricted, a day that fits either counts, as Dapr's scheduler has it.</summary>
internal sealed class CronSchedule : ISchedule
{
    private readonly CronExpression[] _either;
    private readonly TimeZoneInfo _zone;

    private CronSchedule(CronExpression[] either, TimeZoneInfo zone)
    {
        _either = either;
        _zone = zone;
    }

    /// <summary>Reads the fields.</summary>
    /// <param name="text">Seconds, minutes, hours, day of month, month and day of week.</param>
    /// <param name="zone">Time zone.</param>
    /// <returns>The schedule.</returns>
    /// <exception cref="FormatException">A field is malformed or out of range.</exception>
    public static CronSchedule Parse(string text, TimeZoneInfo zone)
    {
        var fields = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length != 6)
            throw new FormatException($"expected exactly 6 fields, found {fields.Length}: [{string.Join(' ', fields)}]");
        var seconds = CronField.Second.Parse(fields[0]);
        var minutes = CronField.Minute.Parse(fields[1]);
        var hours = CronField.Hour.Parse(fields[2]);
        var days = CronField.DayOfMonth.Parse(fields[3]);
        var months = CronField.Month.Parse(fields[4]);
        var weekdays = CronField.DayOfWeek.Parse(fields[5]);
        string[] forms = days == CronField.Any || weekdays == CronField.Any
            ? [$"{seconds} {minutes} {hours} {days} {months} {weekdays}"]
            : [$"{seconds} {minutes} {hours} {days} {months} *", $"{seconds} {minutes} {hours} * {months} {weekdays}"];
        return new CronSchedule(Array.ConvertAll(forms, form => CronExpression.Parse(form, CronFormat.IncludeSeconds)), zone);
    }

    /// <inheritdoc />
    public DateTimeOffset? Next(DateTimeOffset instant)
    {
        DateTimeOffset? first = null;
        foreach (var expression in _either)
        {
            if (expression.GetNextOccurrence(instant, _zone) is { } next && (first is null || next < first))
                first = next;
        }
        return first?.ToUniversalTime();
    }
}
