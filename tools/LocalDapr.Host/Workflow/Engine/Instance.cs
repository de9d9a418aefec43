using Dapr.Workflow.Protocol;
using Google.Protobuf;
using Event = Dapr.Workflow.Protocol.HistoryEvent.EventTypeOneofCase;

namespace LocalDapr.Workflow.Engine;

/// <summary>Names an instance.</summary>
/// <param name="App">App id of its workers.</param>
/// <param name="Id">Instance id.</param>
internal readonly record struct InstanceKey(string App, string Id);

/// <summary>An event that waits for the next turn.</summary>
/// <param name="Sequence">Its row.</param>
/// <param name="Event">The event.</param>
internal sealed record InboxItem(long Sequence, HistoryEvent Event);

/// <summary>An activity that was scheduled and has not ended.</summary>
/// <param name="Instance">The instance that wants it.</param>
/// <param name="App">App whose workers run it.</param>
/// <param name="Request">What a worker gets.</param>
internal sealed record PendingActivity(Instance Instance, string App, ActivityRequest Request)
{
    /// <summary>Token of the present delivery.</summary>
    public string Token { get; set; } = "";
}

/// <summary>A turn at a worker.</summary>
/// <param name="Worker">The worker.</param>
/// <param name="Items">The events it takes out of the inbox.</param>
/// <param name="Events">The events the worker got as new.</param>
/// <param name="Token">Completion token.</param>
internal sealed record Turn(WorkerConnection Worker, IReadOnlyList<InboxItem> Items, IReadOnlyList<HistoryEvent> Events, string Token);

/// <summary>A living instance. Its past is kept as bytes, since most instances sleep.</summary>
internal sealed class Instance(InstanceKey key, InstanceState state)
{
    /// <summary>Its name.</summary>
    public InstanceKey Key => key;

    /// <summary>What callers see of it.</summary>
    public InstanceState State => state;

    /// <summary>Its past, as a <see cref="WorkflowRequest"/> with nothing but past events.</summary>
    public byte[] History { get; set; } = [];

    /// <summary>Turns so far.</summary>
    public long Turns { get; set; }

    /// <summary>Events that wait.</summary>
    public List<InboxItem> Inbox { get; } = [];

    /// <summary>Row of the next event.</summary>
    public long NextSequence { get; set; }

    /// <summary>How the present execution started.</summary>
    public ExecutionStartedEvent? Started { get; set; }

    /// <summary>Activities under way, by task id.</summary>
    public Dictionary<int, PendingActivity>? Activities { get; set; }

    /// <summary>Children, by task id.</summary>
    public Dictionary<int, InstanceKey>? Children { get; set; }

    /// <summary>Number of the execution; timers of earlier ones are void.</summary>
    public int Epoch { get; set; }

    /// <summary>Grows whenever an answer to earlier work could be taken for one to present work; zero needs no token.</summary>
    public int Generation { get; set; }

    /// <summary>Commits under way that must end before the next turn.</summary>
    public int Saving { get; set; }

    /// <summary>The turn at a worker, or null.</summary>
    public Turn? Turn { get; set; }

    /// <summary>True from the instance's end on.</summary>
    public bool Gone { get; set; }

    /// <summary>True while a turn waits for the app's limit.</summary>
    public bool WaitsForLimit { get; set; }

    /// <summary>True between suspend and resume.</summary>
    public bool Suspended { get; set; }

    /// <summary>The worker that has seen the past, and how many events of it.</summary>
    public (WorkerConnection Worker, int Count)? Warm { get; set; }

    /// <summary>Completed when the first turn is done.</summary>
    public TaskCompletionSource? Begun { get; set; }

    /// <summary>Completed when the instance has ended.</summary>
    public TaskCompletionSource? Ended { get; set; }

    /// <summary>Completed when the next turn is done or cannot be.</summary>
    public TaskCompletionSource? Turned { get; set; }

    /// <summary>Token for work given out now.</summary>
    public string Token => Generation == 0 ? "" : $"{Generation}";

    /// <summary>Adds an event to the inbox.</summary>
    /// <param name="happened">The event.</param>
    /// <returns>The item, to be written.</returns>
    public InboxItem Receive(HistoryEvent happened)
    {
        var item = new InboxItem(NextSequence++, happened);
        Inbox.Add(item);
        return item;
    }

    /// <summary>Appends events to the past.</summary>
    /// <param name="events">The events.</param>
    /// <returns>Their bytes.</returns>
    public byte[] Append(IEnumerable<HistoryEvent> events)
    {
        var part = new WorkflowRequest { PastEvents = { events } }.ToByteArray();
        History = [.. History, .. part];
        return part;
    }

    /// <summary>The events for the next turn. A suspended instance takes only what can change that, and what waited after it.</summary>
    /// <returns>The items; none when there is nothing to do.</returns>
    public List<InboxItem> NextItems()
    {
        var suspended = Suspended;
        var taken = new List<InboxItem>();
        var kept = new List<InboxItem>();
        foreach (var item in Inbox)
        {
            var kind = item.Event.EventTypeCase;
            if (suspended && kind is not (Event.ExecutionResumed or Event.ExecutionTerminated or Event.ExecutionSuspended))
            {
                kept.Add(item);
                continue;
            }
            taken.Add(item);
            if (kind == Event.ExecutionTerminated)
                return taken;
            if (kind == Event.ExecutionSuspended)
                return taken;
            suspended = suspended && kind != Event.ExecutionResumed;
        }
        if (!suspended)
            taken.AddRange(kept);
        return taken;
    }
}
