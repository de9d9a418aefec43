namespace VectorCare.Alerting.Clinics;

/// <summary>How a clinic's inbox groups yellow alerts. Red alerts and those of operations bypass it. All defaults are engineering choices that a clinician has to sign off.</summary>
internal sealed class InboxOptions
{
    /// <summary>How long yellow alerts are gathered before they go out as one digest, in seconds, 0 to 86400; default 30, so that yellow too arrives within a minute. 0: each goes on its own.</summary>
    public int DigestSeconds { get; init; } = 30;

    /// <summary>Begin of the quiet hours in the clinic's time zone; default none. Yellow waits for their end, at most 72 h.</summary>
    public TimeOnly? QuietFrom { get; init; }

    /// <summary>End of the quiet hours.</summary>
    public TimeOnly? QuietTo { get; init; }

    /// <summary>Days that are quiet from midnight to midnight.</summary>
    public DateOnly[] Holidays { get; init; } = [];

    /// <summary>Yellow alerts a clinic can work through in a day, 1 to 100000; default 500. Operations are warned at 80 %; beyond it a digest gathers for at least 15 minutes.</summary>
    public int DailyAlerts { get; init; } = 500;

    /// <summary>What is wrong with these settings.</summary>
    public IEnumerable<string> Problems(string key)
    {
        if (DigestSeconds is < 0 or > 86_400)
            yield return $"{key}:DigestSeconds={DigestSeconds} lies outside 0 to 86400.";
        if (DailyAlerts is < 1 or > 100_000)
            yield return $"{key}:DailyAlerts={DailyAlerts} lies outside 1 to 100000.";
        if (QuietFrom is null != QuietTo is null || (QuietFrom is not null && QuietFrom == QuietTo))
            yield return $"{key}:QuietFrom and QuietTo must both be set, and differ.";
    }
}

/// <summary>Who is on call, in turns.</summary>
internal sealed class OnCallRota
{
    /// <summary>Mail addresses, one for each turn, over and over; empty: no rota.</summary>
    public string[] Mail { get; init; } = [];

    /// <summary>First day of the first turn.</summary>
    public DateOnly From { get; init; }

    /// <summary>Time of the handover in the clinic's time zone; default 08:00.</summary>
    public TimeOnly Handover { get; init; } = new(8, 0);

    /// <summary>Length of a turn, in days, 1 to 31; default 7.</summary>
    public int Days { get; init; } = 7;

    /// <summary>Who is on call at an instant; nobody without a rota or before it begins.</summary>
    public string[] At(DateTimeOffset now, TimeZoneInfo zone)
    {
        var since = TimeZoneInfo.ConvertTime(now, zone).DateTime - From.ToDateTime(Handover);
        return Mail.Length == 0 || since < TimeSpan.Zero ? [] : [Mail[(int)(since / TimeSpan.FromDays(Days)) % Mail.Length]];
    }
}
