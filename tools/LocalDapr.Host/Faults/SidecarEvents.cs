using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace LocalDapr.Faults;

/// <summary>What a sidecar did.</summary>
public enum SidecarEventKind
{
    /// <summary>Invoked an app, HTTP endpoint or actor; the target is its name (of an actor <c>type/id</c>), the detail verb and path (of an actor the method).</summary>
    Invoked,

    /// <summary>Published an event; the target is the component, the detail the topic.</summary>
    Published,

    /// <summary>Delivered something to the application, which took it: an event (the target is the component, the detail the topic), the reading of an input binding (component and path), a job (<c>job</c> and its name), an actor's timer or reminder (<c>timer</c> or <c>remind</c>, the detail <c>type/id/name</c>).</summary>
    Delivered,

    /// <summary>Called an output binding; the target is the component, the detail the operation.</summary>
    Bound,

    /// <summary>Wrote state, every item of the request; the target is the component, the detail <c>upsert</c> or <c>delete</c> and the key, one event for each item.</summary>
    Wrote,

    /// <summary>Scheduled a job; the target is <c>job</c>, the detail its name.</summary>
    Scheduled,
}

/// <summary>One thing a sidecar did.</summary>
/// <param name="At">When, by the host's clock.</param>
/// <param name="AppId">App id of the sidecar.</param>
/// <param name="Kind">What.</param>
/// <param name="Target">To what.</param>
/// <param name="Detail">More, see <see cref="SidecarEventKind"/>.</param>
/// <param name="Payload">The body where it was at hand, else empty.</param>
public sealed record SidecarEvent(DateTimeOffset At, string AppId, SidecarEventKind Kind, string Target, string Detail, ReadOnlyMemory<byte> Payload);

/// <summary>A stream of what the sidecars of a host do, for tests. Costs nothing while nobody watches.</summary>
public sealed class SidecarEvents
{
    private Channel<SidecarEvent>[] _watchers = [];

    /// <summary>True while somebody watches.</summary>
    internal bool IsWatched => _watchers.Length > 0;

    /// <summary>Watches from now on; what happens after this call is not missed.</summary>
    /// <returns>A watch; dispose it to stop.</returns>
    public SidecarWatch Watch()
    {
        var channel = Channel.CreateUnbounded<SidecarEvent>();
        Change(watchers => [.. watchers, channel]);
        return new SidecarWatch(channel.Reader, () =>
        {
            Change(watchers => Array.FindAll(watchers, w => w != channel));
            channel.Writer.TryComplete();
        });
    }

    /// <summary>Tells the watchers.</summary>
    /// <param name="occurrence">What happened.</param>
    internal void Report(SidecarEvent occurrence)
    {
        foreach (var watcher in _watchers)
            watcher.Writer.TryWrite(occurrence);
    }

    private void Change(Func<Channel<SidecarEvent>[], Channel<SidecarEvent>[]> change)
    {
        Channel<SidecarEvent>[] before;
        do
            before = _watchers;
        while (Interlocked.CompareExchange(ref _watchers, change(before), before) != before);
    }
}

/// <summary>A running watch.</summary>
public sealed class SidecarWatch : IDisposable
{
    private readonly ChannelReader<SidecarEvent> _reader;
    private readonly Action _stop;

    internal SidecarWatch(ChannelReader<SidecarEvent> reader, Action stop)
    {
        _reader = reader;
        _stop = stop;
    }

    /// <summary>The events in order, without end until disposed.</summary>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The events.</returns>
    public async IAsyncEnumerable<SidecarEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var occurrence in _reader.ReadAllAsync(cancellationToken))
            yield return occurrence;
    }

    /// <summary>Takes the next event if there is one.</summary>
    /// <param name="occurrence">The event.</param>
    /// <returns>False when everything that happened was read.</returns>
    public bool TryRead([NotNullWhen(true)] out SidecarEvent? occurrence) => _reader.TryRead(out occurrence);

    /// <summary>Waits for the next event that fits.</summary>
    /// <param name="fits">Whether it is the one.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The event.</returns>
    public async Task<SidecarEvent> WaitForAsync(Func<SidecarEvent, bool> fits, CancellationToken cancellationToken = default)
    {
        await foreach (var occurrence in _reader.ReadAllAsync(cancellationToken))
        {
            if (fits(occurrence))
                return occurrence;
        }

        throw new InvalidOperationException("The watch has ended.");
    }

    /// <inheritdoc />
    public void Dispose() => _stop();
}
