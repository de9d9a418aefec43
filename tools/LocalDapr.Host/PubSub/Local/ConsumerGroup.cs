using Microsoft.Extensions.Logging;

namespace LocalDapr.PubSub.Local;

/// <summary>The consumers of one app on one topic. The journal's thread feeds it; deliveries run on the thread pool. What does not fit into its window stays in the journal.</summary>
internal sealed class ConsumerGroup : IDisposable
{
    private const int WindowEvents = 8192;
    private const long WindowBytes = 32L << 20;
    private readonly Journal _journal;
    private readonly HashSet<long> _open = [];
    private readonly Dispatcher _dispatcher;
    private long _cursor;
    private bool _caughtUp;
    private volatile bool _behind = true;
    private int _fillAsked;
    private int _events;
    private long _bytes;

    /// <summary>Creates the group.</summary>
    /// <param name="journal">Its journal.</param>
    /// <param name="topic">Its topic.</param>
    /// <param name="id">Id in the file.</param>
    /// <param name="appId">The app.</param>
    /// <param name="start">The last block before it began.</param>
    /// <param name="clock">Clock of redeliveries.</param>
    /// <param name="logger">Log.</param>
    public ConsumerGroup(Journal journal, JournalTopic topic, int id, string appId, long start, TimeProvider clock, ILogger logger)
    {
        _journal = journal;
        _cursor = start;
        Topic = topic;
        Id = id;
        AppId = appId;
        _dispatcher = new Dispatcher(this, clock, logger);
    }

    /// <summary>Its topic.</summary>
    public JournalTopic Topic { get; }

    /// <summary>Id in the file.</summary>
    public int Id { get; }

    /// <summary>The app.</summary>
    public string AppId { get; }

    private bool HasRoom => Volatile.Read(ref _events) < WindowEvents && Volatile.Read(ref _bytes) < WindowBytes;

    /// <summary>Adds a consumer; its deliveries start at once.</summary>
    /// <param name="consumer">The consumer.</param>
    /// <returns>Removes it when disposed.</returns>
    public IAsyncDisposable Add(Consumer consumer)
    {
        _dispatcher.Add(consumer);
        return new Registration(() => new ValueTask(_dispatcher.RemoveAsync(consumer)));
    }

    /// <summary>Hands over a block that was just committed. Journal's thread.</summary>
    /// <param name="block">Its id.</param>
    /// <param name="events">Its events.</param>
    public void Offer(long block, PubSubEvent[] events)
    {
        if (!_caughtUp)
            return;
        if (HasRoom)
            Attach(block, events, null);
        else
            FallBehind();
    }

    /// <summary>Reads blocks from the file until the window is full. Journal's thread.</summary>
    /// <param name="store">The file.</param>
    public void Fill(JournalStore store)
    {
        Volatile.Write(ref _fillAsked, 0);
        while (!_caughtUp)
        {
            var before = _cursor;
            foreach (var (id, data, bits) in store.Read(Topic.Id, Id, _cursor))
            {
                if (!HasRoom)
                {
                    FallBehind();
                    return;
                }

                Attach(id, BlockCodec.Decode(data), bits);
            }

            if (_cursor == before)
            {
                _caughtUp = true;
                _behind = false;
            }
        }
    }

    /// <summary>True when nothing of a block is left to do. Journal's thread.</summary>
    /// <param name="block">The block.</param>
    /// <returns>Whether the group no longer needs it.</returns>
    public bool IsDone(long block) => block <= _cursor && !_open.Contains(block);

    /// <summary>Notes that nothing of a block is left to do. Journal's thread.</summary>
    /// <param name="block">The block.</param>
    public void Close(long block) => _open.Remove(block);

    /// <summary>Notes that an event is done with.</summary>
    /// <param name="pending">The event.</param>
    public void Acknowledge(Pending pending)
    {
        if (pending.Block.Acknowledge(pending.Index))
            _journal.Acknowledged(pending.Block);
        Interlocked.Add(ref _bytes, -pending.Event.Data.Length);
        var left = Interlocked.Decrement(ref _events);
        if (_behind && left < WindowEvents / 2)
            AskForMore();
    }

    /// <inheritdoc />
    public void Dispose() => _dispatcher.Dispose();

    private void Attach(long id, PubSubEvent[] events, byte[]? bits)
    {
        _cursor = id;
        var block = new GroupBlock(this, id, events, bits);
        if (block.IsDone())
            return;
        _open.Add(id);
        var pending = block.Open().Select(e => new Pending(block, e.Index, e.Event)).ToList();
        Interlocked.Add(ref _events, pending.Count);
        Interlocked.Add(ref _bytes, pending.Sum(p => (long)p.Event.Data.Length));
        _dispatcher.Enqueue(pending);
    }

    // The window may have drained before the flag was up; then nobody else asks.
    private void FallBehind()
    {
        _caughtUp = false;
        _behind = true;
        if (Volatile.Read(ref _events) < WindowEvents / 2)
            AskForMore();
    }

    private void AskForMore()
    {
        if (Interlocked.Exchange(ref _fillAsked, 1) == 0)
            _journal.Fill(this);
    }
}
