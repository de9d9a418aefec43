using LocalDapr.Jobs.Engine;
using LocalDapr.Jobs.Scheduling;
using LocalDapr.Jobs.Times;

namespace LocalDapr.Actors;

/// <summary>Timers of one sidecar's actors. They live in memory, go on when their actor is deactivated, and end with the sidecar.</summary>
internal sealed class ActorTimers : IAsyncDisposable
{
    private const string Owner = "timers";

    private readonly JobScheduler _scheduler;
    private readonly TimeProvider _clock;

    /// <summary>Creates an empty set.</summary>
    /// <param name="clock">The clock.</param>
    public ActorTimers(TimeProvider clock)
    {
        _clock = clock;
        _scheduler = new JobScheduler(new VolatileJobStore(), clock);
    }

    /// <summary>Delivers ticks from now on.</summary>
    /// <param name="target">Where to.</param>
    /// <returns>Disposed to stop.</returns>
    public Task<IDisposable> ConnectAsync(IJobTarget target) => _scheduler.ConnectAsync(Owner, target);

    /// <summary>Registers a timer, or replaces it.</summary>
    /// <param name="actor">The actor.</param>
    /// <param name="name">Name.</param>
    /// <param name="timing">When it ticks.</param>
    /// <exception cref="FormatException">The timing makes no sense.</exception>
    public async Task RegisterAsync(ActorKey actor, string name, ActorTiming timing)
    {
        var plan = Plan(name, timing, _clock.GetUtcNow());

        // The body of the callback never changes: it is made once.
        var tick = new ActorTick(actor.Type, actor.Id, name, ActorTickBody.Timer(timing), "", "");
        var definition = new JobDefinition(Owner, actor.Named(name), new JobTiming(null, null, null, null), JobRetry.Drop, tick.ToBytes());
        await _scheduler.ScheduleAsync(definition, plan, overwrite: true);
    }

    /// <summary>Deletes a timer; a missing one is no error.</summary>
    /// <param name="actor">The actor.</param>
    /// <param name="name">Name.</param>
    public Task DeleteAsync(ActorKey actor, string name) => _scheduler.DeleteAsync(Owner, actor.Named(name));

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _scheduler.DisposeAsync();

    /// <summary>Works a timer's times out.</summary>
    /// <param name="name">Name.</param>
    /// <param name="timing">The timer.</param>
    /// <param name="now">Registration.</param>
    /// <returns>The plan.</returns>
    /// <exception cref="FormatException">The times make no sense.</exception>
    internal static JobPlan Plan(string name, ActorTiming timing, DateTimeOffset now)
    {
        var due = timing.DueTime.Length == 0 ? now : Instant(timing.DueTime, now, "due time");
        var (schedule, total) = timing.Period.Length == 0 ? (null, null) : Period(timing.Period);
        DateTimeOffset? end = timing.Ttl.Length == 0 ? null : Instant(timing.Ttl, due, "TTL");
        if (end is not null && (end < now || end < due))
            throw new FormatException($"timer {name} has already expired: dueTime: {timing.DueTime} TTL: {timing.Ttl}");
        return new JobPlan(schedule, due, BeginIsDue: true, end, total);
    }

    private static DateTimeOffset Instant(string text, DateTimeOffset start, string what)
    {
        if (IsoDuration.TryParse(text, out var iso) && iso.Repetitions is not null)
            throw new FormatException($"error parsing timer {what}: repetitions are not allowed");
        return PointInTime.Parse(text, start, out var instant) is null
            ? instant
            : throw new FormatException($"error parsing timer {what}: unsupported time/duration format: {text}");
    }

    private static (ISchedule? Schedule, uint? Total) Period(string text)
    {
        if (GoDuration.TryParse(text, out var duration))
            return (duration == TimeSpan.Zero ? null : new EverySchedule(duration), null);
        if (!IsoDuration.TryParse(text, out var iso))
            throw new FormatException($"invalid timer period: parse error: unsupported duration format: {text}");
        if (iso.Repetitions == 0)
            throw new FormatException("invalid timer period: has zero repetitions");
        return (iso with { Repetitions = null } == new IsoDuration(0, 0, 0, TimeSpan.Zero, null) ? null : new IsoSchedule(iso), (uint?)iso.Repetitions);
    }

    private sealed class IsoSchedule(IsoDuration period) : ISchedule
    {
        public DateTimeOffset? Next(DateTimeOffset instant) => period.After(instant);
    }
}
