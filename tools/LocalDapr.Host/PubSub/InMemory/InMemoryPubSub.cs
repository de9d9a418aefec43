using System.Collections.Concurrent;

namespace LocalDapr.PubSub.InMemory;

/// <summary><c>pubsub.in-memory</c>: within one sidecar, nothing kept, one delivery at a time for each subscription; a publish waits while an earlier event is still being delivered.</summary>
/// <param name="name">Component name.</param>
internal sealed class InMemoryPubSub(string name) : IPubSubComponent
{
    private const int BulkPublishers = 100;
    private readonly ConcurrentDictionary<string, Lane[]> _lanes = new(StringComparer.Ordinal);

    /// <inheritdoc />
    public string Name => name;

    /// <inheritdoc />
    public bool KeepsWhileAppIsDown => false;

    /// <inheritdoc />
    public async Task PublishAsync(string topic, PubSubEvent published, CancellationToken cancellationToken)
    {
        if (!_lanes.TryGetValue(topic, out var lanes))
            return;
        foreach (var lane in lanes)
            await lane.EnterAsync(published, cancellationToken);
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<FailedEntry>> PublishBulkAsync(string topic, IReadOnlyList<BulkEntry> entries, IReadOnlyDictionary<string, string> requestMetadata, CancellationToken cancellationToken)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = BulkPublishers, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(entries, options, async (entry, token) => await PublishAsync(topic, entry.Event, token));
        return [];
    }

    /// <inheritdoc />
    public Task<IAsyncDisposable> SubscribeAsync(SubscribeRequest request, IEventHandler handler, CancellationToken cancellationToken)
    {
        var lane = new Lane(request.Bulk is null ? handler.HandleAsync : BulkOfOne(request.Bulk, handler));
        _lanes.AddOrUpdate(request.Topic, [lane], (_, lanes) => [.. lanes, lane]);
        return Task.FromResult<IAsyncDisposable>(new Registration(() =>
        {
            _lanes.AddOrUpdate(request.Topic, [], (_, lanes) => Array.FindAll(lanes, l => l != lane));
            lane.Dispose();
        }));
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        foreach (var lane in _lanes.Values.SelectMany(l => l))
            lane.Dispose();
        return ValueTask.CompletedTask;
    }

    private Func<Delivery, CancellationToken, Task<DeliveryResult>> BulkOfOne(BulkLimits limits, IEventHandler handler)
    {
        // One event is under way at a time, so a batch never grows: it is sent when the wait for more has passed.
        var wait = limits.MaxAwait > TimeSpan.Zero ? limits.MaxAwait : TimeSpan.FromSeconds(1);
        return async (delivery, cancellationToken) =>
        {
            if (limits.MaxMessages != 1)
                await Task.Delay(wait, Clock, cancellationToken);
            return (await handler.HandleBulkAsync([delivery], cancellationToken))[0];
        };
    }

    /// <summary>Clock of the waits.</summary>
    public required TimeProvider Clock { get; init; }

    private sealed class Lane(Func<Delivery, CancellationToken, Task<DeliveryResult>> deliver) : IDisposable
    {
        private readonly SemaphoreSlim _one = new(1, 1);
        private readonly CancellationTokenSource _stop = new();

        public async Task EnterAsync(PubSubEvent published, CancellationToken cancellationToken)
        {
            if (_stop.IsCancellationRequested)
                return;
            await _one.WaitAsync(cancellationToken);
            using (ExecutionContext.SuppressFlow())
                _ = Task.Run(() => DeliverAsync(published), CancellationToken.None);
        }

        // A delivery under way still releases the semaphore; neither holds anything outside memory.
        public void Dispose() => _stop.Cancel();

        private async Task DeliverAsync(PubSubEvent published)
        {
            try
            {
                await deliver(new Delivery(Guid.NewGuid().ToString(), published, CanRedeliver: false), _stop.Token);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                // The subscription has ended; nothing is kept.
            }
            finally
            {
                _one.Release();
            }
        }
    }
}
