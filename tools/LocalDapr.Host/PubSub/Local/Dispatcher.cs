using Microsoft.Extensions.Logging;

namespace LocalDapr.PubSub.Local;

/// <summary>Spreads the events of a group over its consumers: several at a time, in order for each key, again after a failure.</summary>
internal sealed class Dispatcher : IDisposable
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Drain = TimeSpan.FromSeconds(2);
    private readonly object _gate = new();
    private readonly PendingEvents _events = new();
    private readonly List<Consumer> _consumers = [];
    private readonly ConsumerGroup _group;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly ITimer _timer;
    private int _turn;

    public Dispatcher(ConsumerGroup group, TimeProvider clock, ILogger logger)
    {
        _group = group;
        _clock = clock;
        _logger = logger;
        _timer = clock.CreateTimer(static self => ((Dispatcher)self!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Add(Consumer consumer)
    {
        lock (_gate)
        {
            _consumers.Add(consumer);
            Pump();
        }
    }

    public async Task RemoveAsync(Consumer consumer)
    {
        lock (_gate)
        {
            _consumers.Remove(consumer);
            consumer.IsStopping = true;
            if (consumer.Running == 0)
                consumer.Idle.TrySetResult();
        }

        // Real time: a test that has stopped its clock must be able to stop the host.
        await Task.WhenAny(consumer.Idle.Task, Task.Delay(Drain, TimeProvider.System));
        await consumer.Stop.CancelAsync();
        await consumer.Idle.Task;
        consumer.Stop.Dispose();
    }

    public void Enqueue(List<Pending> pending)
    {
        lock (_gate)
        {
            pending.ForEach(_events.Add);
            Pump();
        }
    }

    public void Dispose() => _timer.Dispose();

    private void OnTimer()
    {
        lock (_gate)
        {
            _events.Wake(_clock.GetUtcNow());
            Pump();
        }
    }

    // Everything below, except where said, runs under the lock.
    private void Pump()
    {
        var now = _clock.GetUtcNow();
        var idle = 0;
        while (idle < _consumers.Count)
        {
            var consumer = _consumers[_turn++ % _consumers.Count];
            if (consumer.IsFree(now) && Take(consumer, now) is { } batch)
            {
                idle = 0;
                consumer.Running++;
                ThreadPool.UnsafeQueueUserWorkItem(static work => _ = work.Self.RunAsync(work.Consumer, work.Batch), (Self: this, Consumer: consumer, Batch: batch), preferLocal: false);
            }
            else
            {
                idle++;
            }
        }

        Arm(now);
    }

    private List<Pending>? Take(Consumer consumer, DateTimeOffset now)
    {
        var most = Math.Max(1, consumer.BulkSize);
        if (consumer.BulkSize > 0 && _events.Available < most)
        {
            if (_events.Available == 0)
                return null;
            consumer.BatchDue ??= now + consumer.BulkWait;
            if (consumer.BatchDue > now)
                return null;
        }

        consumer.BatchDue = null;
        var batch = new List<Pending>(Math.Min(most, _events.Available));
        while (batch.Count < most && _events.Take(batch) is { } next)
            batch.Add(next);
        return batch.Count > 0 ? batch : null;
    }

    private void Arm(DateTimeOffset now)
    {
        var due = _events.NextDue;
        foreach (var consumer in _consumers)
        {
            if (consumer.BatchDue is { } batch && (due is null || batch < due))
                due = batch;
            if (consumer.PausedUntil > now && (due is null || consumer.PausedUntil < due))
                due = consumer.PausedUntil;
        }

        if (due is { } at)
            _timer.Change(at - now > TimeSpan.FromMilliseconds(1) ? at - now : TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
    }

    // Not under the lock: one slot of a consumer, as long as there is something to deliver.
    private async Task RunAsync(Consumer consumer, List<Pending> batch)
    {
        for (List<Pending>? next = batch; next is not null;)
        {
            var results = await DeliverAsync(consumer, next);
            lock (_gate)
            {
                var now = _clock.GetUtcNow();
                Settle(consumer, next, results, now);
                consumer.Running--;
                next = consumer.IsFree(now) ? Take(consumer, now) : null;
                if (next is not null)
                    consumer.Running++;
                if (consumer.IsStopping && consumer.Running == 0)
                    consumer.Idle.TrySetResult();
                Pump();
            }
        }
    }

    private async Task<IReadOnlyList<DeliveryResult>?> DeliverAsync(Consumer consumer, List<Pending> batch)
    {
        var deliveries = batch.ConvertAll(p => new Delivery(EntryId(consumer, p), p.Event, p.Failures + 1 < consumer.Options.MaxDeliveries));
        try
        {
            return consumer.BulkSize > 0
                ? await consumer.Handler.HandleBulkAsync(deliveries, consumer.Stop.Token)
                : [await consumer.Handler.HandleAsync(deliveries[0], consumer.Stop.Token)];
        }
        catch (OperationCanceledException) when (consumer.IsStopping)
        {
            return null;
        }
        catch (Exception e)
        {
            LocalLog.HandlerFailed(_logger, _group.Topic.Name, _group.AppId, e);
            return batch.ConvertAll(_ => DeliveryResult.Failed);
        }
    }

    private static string EntryId(Consumer consumer, Pending pending) => consumer.BulkSize > 0 ? $"{pending.Block.Id}-{pending.Index}" : "";

    private void Settle(Consumer consumer, List<Pending> batch, IReadOnlyList<DeliveryResult>? results, DateTimeOffset now)
    {
        var open = new List<Pending>();
        for (var i = 0; i < batch.Count; i++)
        {
            var result = results is null ? DeliveryResult.AppUnavailable : results[i];
            if (result == DeliveryResult.Acknowledged || (result == DeliveryResult.Failed && IsExhausted(consumer, batch[i])))
                _group.Acknowledge(batch[i]);
            else if (batch[i].Key is { } key && open.Exists(p => p.Key == key))
                open.Add(batch[i]);
            else
                GoBack(consumer, batch[i], result, now, open);
        }

        SettleKeys(batch, open);
    }

    // The first open event of a key holds it; those behind it wait in their order. A key without open events is free.
    private void SettleKeys(List<Pending> batch, List<Pending> open)
    {
        for (var i = open.Count - 1; i >= 0; i--)
        {
            if (open[i].Key is { } key && open.FindIndex(p => p.Key == key) < i)
                _events.HoldBack(open[i]);
        }

        foreach (var key in batch.Count == 1 ? [batch[0].Key] : batch.Select(p => p.Key).Distinct(StringComparer.Ordinal))
        {
            if (key is not null && !open.Exists(p => p.Key == key))
                _events.Release(key);
        }
    }

    private bool IsExhausted(Consumer consumer, Pending pending)
    {
        if (++pending.Failures < consumer.Options.MaxDeliveries || consumer.HasDeadLetterTopic)
            return false;
        LocalLog.Exhausted(_logger, _group.Topic.Name, _group.AppId, pending.Failures);
        LocalMetrics.Dropped.Add(1, new KeyValuePair<string, object?>("reason", "deliveries_exhausted"));
        return true;
    }

    private void GoBack(Consumer consumer, Pending pending, DeliveryResult result, DateTimeOffset now, List<Pending> open)
    {
        open.Add(pending);
        LocalMetrics.Redelivered.Add(1);
        var interval = consumer.Options.RedeliverInterval;
        if (result == DeliveryResult.AppUnavailable)
        {
            _events.Return(pending);
            consumer.PausedUntil = now + interval;
            return;
        }

        var doubled = interval * Math.Pow(2, Math.Min(pending.Failures - 1, 16));
        _events.Delay(pending, now + (doubled > LongestDelay && interval < LongestDelay ? LongestDelay : doubled));
    }
}
