using LocalDapr.Sidecars;
using LocalDapr.State;

namespace LocalDapr.Actors;

/// <summary>What HTTP and gRPC have in common.</summary>
/// <param name="Invoker">Calls.</param>
/// <param name="State">State.</param>
/// <param name="Timers">Timers.</param>
/// <param name="Reminders">Reminders.</param>
/// <param name="Host">Gives the actors of this sidecar's own application, or null.</param>
internal sealed record ActorsApi(ActorInvoker Invoker, ActorState State, ActorTimers Timers, ActorReminders Reminders, Func<ActorHost?> Host)
{
    /// <summary>Creates the API of a sidecar.</summary>
    /// <param name="context">The sidecar.</param>
    /// <param name="timers">Its timers.</param>
    /// <param name="reminders">Its reminders.</param>
    /// <param name="host">Gives its actors.</param>
    /// <returns>The API.</returns>
    public static ActorsApi Create(SidecarContext context, ActorTimers timers, ActorReminders reminders, Func<ActorHost?> host)
    {
        var ttl = context.Resources.Configuration.Features.GetValueOrDefault("ActorStateTTL");
        return new ActorsApi(
            new ActorInvoker(context, ActorPlacement.Of(context.Mesh)),
            new ActorState(context.AppId, StateStores.For(context).ActorStore, ttl),
            timers,
            reminders,
            host);
    }

    /// <summary>Writes state of an actor that is active here.</summary>
    /// <param name="actor">The actor.</param>
    /// <param name="changes">The writes.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The error, or null.</returns>
    public async Task<ActorError?> SaveStateAsync(ActorKey actor, IReadOnlyList<ActorStateChange> changes, CancellationToken cancellationToken) =>
        ApiNames.IsReserved(actor.Type) ? ActorErrors.Reserved(actor.Type) : Host()?.IsActive(actor) == true ? await State.SaveAsync(actor, changes, cancellationToken) : ActorErrors.InstanceMissing;

    /// <summary>Registers a timer.</summary>
    /// <param name="actor">The actor.</param>
    /// <param name="name">Name.</param>
    /// <param name="timing">When it ticks.</param>
    /// <returns>The error, or null.</returns>
    public async Task<ActorError?> RegisterTimerAsync(ActorKey actor, string name, ActorTiming timing)
    {
        if (Refusal(actor, name) is { } refusal)
            return refusal;
        if (!IsHosted(actor.Type))
            return ActorErrors.TimerCreate($"can't create timer for actor {actor}: actor type not registered");
        try
        {
            await Timers.RegisterAsync(actor, name, timing);
            return null;
        }
        catch (FormatException error)
        {
            return ActorErrors.TimerCreate(error.Message);
        }
    }

    /// <summary>Registers a reminder.</summary>
    /// <param name="actor">The actor.</param>
    /// <param name="name">Name.</param>
    /// <param name="timing">When it ticks.</param>
    /// <returns>The error, or null.</returns>
    public async Task<ActorError?> RegisterReminderAsync(ActorKey actor, string name, ActorTiming timing)
    {
        if (Refusal(actor, name) is { } refusal)
            return refusal;
        if (!IsHosted(actor.Type))
            return ActorErrors.ReminderNotHosted;
        try
        {
            return await Reminders.RegisterAsync(actor, name, timing) ? null : ActorErrors.ReminderExists(name);
        }
        catch (FormatException error)
        {
            return ActorErrors.ReminderCreate(error.Message);
        }
    }

    /// <summary>Reads a reminder.</summary>
    /// <param name="actor">The actor.</param>
    /// <param name="name">Name.</param>
    /// <returns>The reminder, or the error.</returns>
    public async Task<(ActorTick? Reminder, ActorError? Error)> GetReminderAsync(ActorKey actor, string name)
    {
        if (RefusalOfReminders(actor.Type) is { } refusal)
            return (null, refusal);
        return await Reminders.FindAsync(actor, name) is { } tick ? (tick, null) : (null, ActorErrors.ReminderNotFound(name));
    }

    /// <summary>Deletes a reminder.</summary>
    /// <param name="actor">The actor.</param>
    /// <param name="name">Name.</param>
    /// <returns>The error, or null.</returns>
    public async Task<ActorError?> DeleteReminderAsync(ActorKey actor, string name)
    {
        if (RefusalOfReminders(actor.Type) is { } refusal)
            return refusal;
        await Reminders.DeleteAsync(actor, name);
        return null;
    }

    /// <summary>All reminders of a type, or of one actor.</summary>
    /// <param name="type">Actor type.</param>
    /// <param name="id">Actor id, or null.</param>
    /// <returns>The reminders, or the error.</returns>
    public async Task<(IReadOnlyList<ActorTick> Reminders, ActorError? Error)> AllRemindersAsync(string type, string? id) =>
        RefusalOfReminders(type) is { } refusal ? ([], refusal) : (await Reminders.AllAsync(type, id), null);

    /// <summary>Deletes all reminders of a type, or of one actor.</summary>
    /// <param name="type">Actor type.</param>
    /// <param name="id">Actor id, or null.</param>
    /// <returns>The error, or null.</returns>
    public async Task<ActorError?> DeleteAllRemindersAsync(string type, string? id)
    {
        if (RefusalOfReminders(type) is { } refusal)
            return refusal;
        await Reminders.DeleteAllAsync(type, id);
        return null;
    }

    private static ActorError? Refusal(ActorKey actor, string name) =>
        ApiNames.IsReserved(actor.Type) ? ActorErrors.Reserved(actor.Type)
        : ApiNames.ProblemOfName(name) is { } problem ? ActorErrors.BadRequest(problem)
        : null;

    private ActorError? RefusalOfReminders(string type) =>
        ApiNames.IsReserved(type) ? ActorErrors.Reserved(type)
        : IsHosted(type) ? null
        : ActorErrors.ReminderNotHosted;

    private bool IsHosted(string type) => Host()?.Hosts(type) == true;
}
