using LocalDapr.Jobs.Engine;
using LocalDapr.Jobs.Times;

namespace LocalDapr.Actors;

/// <summary>Reminders: jobs of the host's scheduler, so they outlive the sidecar and the process.</summary>
internal sealed class ActorReminders(JobScheduler scheduler)
{
    private const string OwnerPrefix = "actorreminder||";

    /// <summary>Delivers a type's ticks from now on.</summary>
    /// <param name="type">Actor type.</param>
    /// <param name="target">Where to.</param>
    /// <returns>Disposed to stop.</returns>
    public Task<IDisposable> ConnectAsync(string type, IJobTarget target) => scheduler.ConnectAsync(OwnerPrefix + type, target);

    /// <summary>Registers a reminder.</summary>
    /// <param name="actor">The actor.</param>
    /// <param name="name">Name.</param>
    /// <param name="timing">When it ticks.</param>
    /// <returns>False when there is one and it may not be replaced.</returns>
    /// <exception cref="FormatException">The timing makes no sense.</exception>
    public async Task<bool> RegisterAsync(ActorKey actor, string name, ActorTiming timing)
    {
        var (schedule, repeats) = Schedule(timing.Period);
        var times = new JobTiming(schedule, Given(timing.DueTime), repeats, Given(timing.Ttl));
        var tick = new ActorTick(actor.Type, actor.Id, name, timing.Data, timing.DueTime, schedule ?? "");
        try
        {
            return await scheduler.ScheduleAsync(new JobDefinition(OwnerPrefix + actor.Type, actor.Named(name), times, timing.Retry ?? ActorRetry.Endless, tick.ToBytes()), timing.Overwrite);
        }
        catch (FormatException error)
        {
            throw new FormatException("rpc error: code = Unknown desc = job failed validation: " + error.Message, error);
        }
    }

    /// <summary>Reads a reminder.</summary>
    /// <param name="actor">The actor.</param>
    /// <param name="name">Name.</param>
    /// <returns>The reminder, or null.</returns>
    public async Task<ActorTick?> FindAsync(ActorKey actor, string name) =>
        await scheduler.FindAsync(OwnerPrefix + actor.Type, actor.Named(name)) is { } job ? ActorTick.Read(job.Payload) : null;

    /// <summary>All reminders of a type, or of one actor.</summary>
    /// <param name="type">Actor type.</param>
    /// <param name="id">Actor id, or null.</param>
    /// <returns>The reminders in order of actor and name.</returns>
    public async Task<IReadOnlyList<ActorTick>> AllAsync(string type, string? id) =>
        [.. (await scheduler.ListAsync(OwnerPrefix + type, id is null ? "" : new ActorKey(type, id).Named(""))).Select(j => ActorTick.Read(j.Payload))];

    /// <summary>Deletes a reminder; a missing one is no error.</summary>
    /// <param name="actor">The actor.</param>
    /// <param name="name">Name.</param>
    public Task DeleteAsync(ActorKey actor, string name) => scheduler.DeleteAsync(OwnerPrefix + actor.Type, actor.Named(name));

    /// <summary>Deletes all reminders of a type, or of one actor.</summary>
    /// <param name="type">Actor type.</param>
    /// <param name="id">Actor id, or null.</param>
    public Task DeleteAllAsync(string type, string? id) =>
        scheduler.DeleteByPrefixAsync(OwnerPrefix + type, id is null ? "" : new ActorKey(type, id).Named(""));

    private static string? Given(string text) => text.Length == 0 ? null : text;

    private static (string? Schedule, uint? Repeats) Schedule(string period)
    {
        if (period.Length == 0)
            return (null, null);
        if (GoDuration.TryParse(period, out var duration))
            return ("@every " + GoDuration.Format(duration), null);
        if (!IsoDuration.TryParse(period, out var iso) || iso.Years > 0 || iso.Months > 0)
            throw new FormatException($"unsupported period format: {period}");
        return iso.Repetitions == 0
            ? throw new FormatException($"invalid reminder period: has zero repetitions: {period}")
            : ("@every " + GoDuration.Format(iso.Time + TimeSpan.FromDays(iso.Days)), (uint?)iso.Repetitions);
    }
}
