namespace LocalDapr.PubSub.Local;

/// <summary>A block as one group works through it: which events it has acknowledged.</summary>
/// <param name="group">The group.</param>
/// <param name="id">Block id.</param>
/// <param name="events">The events.</param>
/// <param name="bits">What was acknowledged before, or null.</param>
internal sealed class GroupBlock(ConsumerGroup group, long id, PubSubEvent[] events, byte[]? bits)
{
    private readonly byte[] _bits = bits is { } kept && kept.Length == BytesFor(events.Length) ? kept : new byte[BytesFor(events.Length)];
    private readonly Lock _gate = new();
    private bool _queued;

    /// <summary>The group.</summary>
    public ConsumerGroup Group => group;

    /// <summary>Block id; blocks of a topic are in the order of their ids.</summary>
    public long Id => id;

    /// <summary>Events that are not acknowledged.</summary>
    /// <returns>Their positions in the block, in order.</returns>
    public IEnumerable<(int Index, PubSubEvent Event)> Open()
    {
        for (var i = 0; i < events.Length; i++)
        {
            if ((_bits[i >> 3] & (1 << (i & 7))) == 0)
                yield return (i, events[i]);
        }
    }

    /// <summary>Notes that an event is acknowledged.</summary>
    /// <param name="index">Its position.</param>
    /// <returns>True when the block has to be queued for writing.</returns>
    public bool Acknowledge(int index)
    {
        lock (_gate)
        {
            _bits[index >> 3] |= (byte)(1 << (index & 7));
            if (_queued)
                return false;
            _queued = true;
            return true;
        }
    }

    /// <summary>Takes what is to be written.</summary>
    /// <param name="isDone">True when every event is acknowledged.</param>
    /// <returns>A copy of the bits.</returns>
    public byte[] Take(out bool isDone)
    {
        lock (_gate)
        {
            _queued = false;
            isDone = IsDone();
            return _bits[..];
        }
    }

    /// <summary>True when every event is acknowledged.</summary>
    /// <returns>Whether nothing is left.</returns>
    public bool IsDone()
    {
        var acknowledged = 0;
        foreach (var part in _bits)
            acknowledged += System.Numerics.BitOperations.PopCount(part);
        return acknowledged >= events.Length;
    }

    private static int BytesFor(int events) => (events + 7) / 8;
}
