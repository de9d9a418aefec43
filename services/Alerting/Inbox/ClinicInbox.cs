using Dapr.Actors;
using Dapr.Actors.Runtime;

namespace VectorCare.Alerting.Inbox;

/// <summary>What an inbox can be asked. Public because the actor runtime builds its dispatcher outside this assembly.</summary>
public interface IClinicInbox : IActor
{
    /// <summary>Takes an alert in; the same alert is kept once.</summary>
    /// <param name="alert">The alert.</param>
    /// <returns>When its digest goes out.</returns>
    Task<DateTimeOffset> AddAsync(WaitingAlert alert);
}

/// <summary>A clinic's inbox: gathers its yellow alerts until a reminder says that the digest is due. The reminder repeats until nothing is left, so that a crash at any point only delays.</summary>
[Actor(TypeName = TypeName)]
internal sealed class ClinicInbox(ActorHost host, InboxDesk desk, TimeProvider time) : Actor(host), IClinicInbox, IRemindable
{
    /// <summary>Actor type.</summary>
    public const string TypeName = "ClinicInbox";

    private const string StateKey = "inbox-v1";
    private const string Reminder = "digest";

    private static readonly TimeSpan TryAgain = TimeSpan.FromMinutes(1);

    private string Clinic => Id.GetId();

    /// <inheritdoc/>
    public async Task<DateTimeOffset> AddAsync(WaitingAlert alert)
    {
        var state = await ReadAsync();
        await desk.AddAsync(Clinic, state, alert);
        var now = time.GetUtcNow();
        if (state.DueAt is not { } due)
        {
            due = desk.DueOf(Clinic, state, now);
            await RegisterReminderAsync(Reminder, null, due - now, TryAgain);
            state.DueAt = due;
        }

        await WriteAsync(state);
        return due > now ? due : now;
    }

    /// <inheritdoc/>
    public async Task ReceiveReminderAsync(string reminderName, byte[] state, TimeSpan dueTime, TimeSpan period)
    {
        var inbox = await ReadAsync();
        while (inbox.Next() is { } batch)
        {
            // What is sent stands fast before it is sent.
            await WriteAsync(inbox);
            if (!await desk.SendAsync(Clinic, batch))
            {
                await WriteAsync(inbox);
                return;
            }

            inbox.Sending = null;
            await WriteAsync(inbox);
        }

        await UnregisterReminderAsync(Reminder);
        inbox.DueAt = null;
        await WriteAsync(inbox);
    }

    private async Task<InboxState> ReadAsync() => await StateManager.GetOrAddStateAsync(StateKey, new InboxState());

    private async Task WriteAsync(InboxState state)
    {
        await StateManager.SetStateAsync(StateKey, state);
        await StateManager.SaveStateAsync();
    }
}
