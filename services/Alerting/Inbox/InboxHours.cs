using VectorCare.Alerting.Clinics;

namespace VectorCare.Alerting.Inbox;

/// <summary>When a digest goes out.</summary>
internal static class InboxHours
{
    /// <summary>Nothing waits longer, however quiet a clinic is: a long weekend.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromHours(72);

    private static readonly TimeSpan OverBudgetGathers = TimeSpan.FromMinutes(15);

    /// <summary>When a digest that begins to gather now goes out.</summary>
    public static DateTimeOffset Due(InboxOptions inbox, TimeZoneInfo zone, DateTimeOffset now, bool overBudget)
    {
        var gathers = TimeSpan.FromSeconds(inbox.DigestSeconds);
        var due = now + (overBudget && gathers < OverBudgetGathers ? OverBudgetGathers : gathers);
        // A quiet day ends in another day or in quiet hours: few steps lead out, or past the longest wait.
        while (due - now < LongestWait && QuietUntil(inbox, zone, due) is { } end)
            due = end;
        return due - now < LongestWait ? due : now + LongestWait;
    }

    private static DateTimeOffset? QuietUntil(InboxOptions inbox, TimeZoneInfo zone, DateTimeOffset at)
    {
        var local = TimeZoneInfo.ConvertTime(at, zone).DateTime;
        DateTime end;
        if (inbox.Holidays.Contains(DateOnly.FromDateTime(local)))
            end = local.Date.AddDays(1);
        else if (inbox is { QuietFrom: { } from, QuietTo: { } to } && TimeOnly.FromDateTime(local).IsBetween(from, to))
            end = local.Date + to.ToTimeSpan() + (TimeOnly.FromDateTime(local) < to ? TimeSpan.Zero : TimeSpan.FromDays(1));
        else
            return null;
        var until = new DateTimeOffset(end, zone.GetUtcOffset(end));
        // An hour that comes twice must not hold it for ever.
        return until > at ? until : at + TimeSpan.FromHours(1);
    }
}
