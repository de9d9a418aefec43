using LocalDapr.Jobs.Scheduling;
using LocalDapr.Jobs.Times;

namespace LocalDapr.Jobs.Engine;

/// <summary>A job's timing worked out at its registration.</summary>
/// <param name="Schedule">Recurring schedule, or null for a single tick.</param>
/// <param name="Begin">Registration, or the due time.</param>
/// <param name="BeginIsDue">True when <paramref name="Begin"/> is the first tick.</param>
/// <param name="Expiration">No tick after this one but the first, or null.</param>
/// <param name="Total">Number of ticks in all, or null.</param>
internal sealed record JobPlan(ISchedule? Schedule, DateTimeOffset Begin, bool BeginIsDue, DateTimeOffset? Expiration, uint? Total)
{
    /// <summary>Works a timing out.</summary>
    /// <param name="timing">The timing.</param>
    /// <param name="now">Registration.</param>
    /// <returns>The plan.</returns>
    /// <exception cref="FormatException">The timing makes no sense; the message says why.</exception>
    public static JobPlan Create(JobTiming timing, DateTimeOffset now)
    {
        if (timing.DueTime is null && timing.Schedule is null)
            throw new FormatException("job must have either a due time or a schedule");
        if (timing.Schedule is null && timing.Repeats > 1)
            throw new FormatException("job must have a schedule to repeat");
        if (timing.Repeats == 0)
            throw new FormatException("defined repeats must be greater than 0");
        if (timing.Schedule is null && timing.Ttl is not null)
            throw new FormatException("job must have a schedule to have a ttl");
        var schedule = timing.Schedule is null ? null : ScheduleParser.Parse(timing.Schedule);
        var begin = now;
        if (timing.DueTime is not null && PointInTime.Parse(timing.DueTime, now, out begin) is { } wrong)
            throw new FormatException(wrong);
        DateTimeOffset? expiration = null;
        if (timing.Ttl is not null)
        {
            if (PointInTime.Parse(timing.Ttl, begin, out var end) is not null)
                throw new FormatException("ttl format not recognized");
            if (timing.DueTime is not null && begin > end)
                throw new FormatException("ttl must be greater than due time");
            expiration = end;
        }
        return new JobPlan(schedule, begin, timing.DueTime is not null, expiration, timing.Repeats);
    }

    /// <summary>The next tick. It follows from the tick before, not from the clock: what was missed is made up for.</summary>
    /// <param name="count">Ticks done.</param>
    /// <param name="last">Planned instant of the last tick, or null before the first.</param>
    /// <returns>The instant, or null when the job is over.</returns>
    public DateTimeOffset? Next(uint count, DateTimeOffset? last)
    {
        if (Schedule is null)
            return last is null ? Begin : null;
        if (count >= Total)
            return null;
        if (last is null)
            return BeginIsDue ? Begin : Schedule.Next(Begin);
        return Schedule.Next(last.Value) is { } next && !(next > Expiration) ? next : null;
    }
}
