namespace LocalDapr.PubSub.Local;

/// <summary>The events of a group that wait for delivery. An event whose key is under way waits until that one is settled. Not safe for several threads.</summary>
internal sealed class PendingEvents
{
    private readonly Queue<Pending> _first = [];
    private readonly Queue<Pending> _ready = [];
    private readonly Dictionary<string, LinkedList<Pending>?> _held = new(StringComparer.Ordinal);
    private readonly PriorityQueue<Pending, DateTimeOffset> _delayed = new();

    /// <summary>An upper bound of the events that can be taken now.</summary>
    public int Available => _first.Count + _ready.Count;

    /// <summary>When the next delayed event is due, or null.</summary>
    public DateTimeOffset? NextDue => _delayed.TryPeek(out _, out var due) ? due : null;

    /// <summary>Adds an event behind all others.</summary>
    /// <param name="pending">The event.</param>
    public void Add(Pending pending) => _ready.Enqueue(pending);

    /// <summary>Takes the next event; its key is held from then on.</summary>
    /// <param name="batch">Events taken for the same call; their keys do not stand in the way.</param>
    /// <returns>The event, or null.</returns>
    public Pending? Take(List<Pending> batch)
    {
        if (_first.TryDequeue(out var first))
            return first;
        while (_ready.TryDequeue(out var next))
        {
            if (next.Key is null || _held.TryAdd(next.Key, null))
                return next;
            if (_held[next.Key] is null && batch.Exists(b => b.Key == next.Key))
                return next;
            (_held[next.Key] ??= []).AddLast(next);
        }

        return null;
    }

    /// <summary>Gives an event back to be taken before all others; its key stays held.</summary>
    /// <param name="pending">The event.</param>
    public void Return(Pending pending) => _first.Enqueue(pending);

    /// <summary>Gives an event back for later; its key stays held.</summary>
    /// <param name="pending">The event.</param>
    /// <param name="due">When it may be taken again.</param>
    public void Delay(Pending pending, DateTimeOffset due) => _delayed.Enqueue(pending, due);

    /// <summary>Puts an event in front of those that wait for its key.</summary>
    /// <param name="pending">The event.</param>
    public void HoldBack(Pending pending) => (_held[pending.Key!] ??= []).AddFirst(pending);

    /// <summary>Lets the next event of a key go.</summary>
    /// <param name="key">The key.</param>
    public void Release(string key)
    {
        if (_held[key] is { First: { } next } waiting)
        {
            waiting.RemoveFirst();
            _first.Enqueue(next.Value);
            if (waiting.Count == 0)
                _held[key] = null;
        }
        else
        {
            _held.Remove(key);
        }
    }

    /// <summary>Makes delayed events that are due available.</summary>
    /// <param name="now">Now.</param>
    public void Wake(DateTimeOffset now)
    {
        while (_delayed.TryPeek(out _, out var due) && due <= now)
            _first.Enqueue(_delayed.Dequeue());
    }
}
