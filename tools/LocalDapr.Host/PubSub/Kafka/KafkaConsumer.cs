using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace LocalDapr.PubSub.Kafka;

/// <summary>The one member of a consumer group that a component has in a sidecar; it reads all its topics. Each partition is worked through by itself.</summary>
/// <param name="options">Settings of the component.</param>
/// <param name="clock">Clock of retries and batches.</param>
/// <param name="logger">Log.</param>
internal sealed class KafkaConsumer(KafkaOptions options, TimeProvider clock, ILogger logger) : IAsyncDisposable
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan PollTime = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan BrokerTime = TimeSpan.FromSeconds(10);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, KafkaSubscription> _subscriptions = new(StringComparer.Ordinal);
    private readonly Dictionary<TopicPartition, PartitionWorker> _workers = [];
    private readonly SemaphoreSlim _oneBulkCall = new(1, 1);
    private readonly CancellationTokenSource _stop = new();
    private Task? _polling;
    private long _changed;
    private bool _dirty;
    private bool _removed;

    /// <summary>Adds a topic. A second subscription of the same topic takes the place of the first.</summary>
    /// <param name="request">The subscription.</param>
    /// <param name="handler">Takes the events.</param>
    /// <returns>Ends it.</returns>
    public IAsyncDisposable Subscribe(SubscribeRequest request, IEventHandler handler)
    {
        var subscription = new KafkaSubscription(request, handler);
        lock (_gate)
        {
            _subscriptions[request.Topic] = subscription;
            MarkChanged();
            _polling ??= Task.Factory.StartNew(Poll, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }

        return new Registration(() =>
        {
            lock (_gate)
            {
                subscription.Stop.Cancel();
                if (_subscriptions.GetValueOrDefault(request.Topic) == subscription)
                    _subscriptions.Remove(request.Topic);
                _removed = true;
                MarkChanged();
            }
        });
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (_polling is not null)
            await _polling;
    }

    private void MarkChanged()
    {
        _dirty = true;
        _changed = TimeProvider.System.GetTimestamp();
    }

    private void Poll()
    {
        using var consumer = Create();
        while (!_stop.IsCancellationRequested)
        {
            ApplyChanges(consumer);
            try
            {
                if (consumer.Consume(PollTime) is { Message: not null } record)
                    Hand(consumer, record);
            }
            catch (ConsumeException e)
            {
                KafkaLog.NotConsumed(logger, options.Component.Name, e.Error.Reason);
            }

            Resume(consumer);
        }

        StopWorkers(_workers.Keys.ToList());
        consumer.Close();
    }

    // Topics that are subscribed one after another join the group together: each change is a rebalance.
    private void ApplyChanges(IConsumer<byte[]?, byte[]> consumer)
    {
        lock (_gate)
        {
            if (!_dirty || TimeProvider.System.GetElapsedTime(_changed) < Quiet)
                return;
            _dirty = false;

            // Whoever takes a topic up again must begin at the last stored offset, not where reading was.
            if (_removed)
                consumer.Unsubscribe();
            _removed = false;
            if (_subscriptions.Count > 0)
                consumer.Subscribe(_subscriptions.Keys);
        }
    }

    private void Hand(IConsumer<byte[]?, byte[]> consumer, ConsumeResult<byte[]?, byte[]> record)
    {
        if (!_workers.TryGetValue(record.TopicPartition, out var worker))
        {
            if (Find(record.Topic) is not { } subscription)
                return;
            worker = new PartitionWorker(subscription, options, clock, logger, _oneBulkCall, done => Store(consumer, done));
            _workers.Add(record.TopicPartition, worker);
        }

        worker.Add(record);
        if (worker.IsFull && !worker.IsPaused)
        {
            worker.IsPaused = true;
            consumer.Pause([record.TopicPartition]);
        }
    }

    private KafkaSubscription? Find(string topic)
    {
        lock (_gate)
            return _subscriptions.GetValueOrDefault(topic);
    }

    private void Resume(IConsumer<byte[]?, byte[]> consumer)
    {
        foreach (var (partition, worker) in _workers)
        {
            if (!worker.IsPaused || worker.IsFull)
                continue;
            worker.IsPaused = false;
            consumer.Resume([partition]);
        }
    }

    private void Store(IConsumer<byte[]?, byte[]> consumer, TopicPartitionOffset done)
    {
        try
        {
            consumer.StoreOffset(done);
        }
        catch (KafkaException e)
        {
            // The partition belongs to another member by now, which delivers the event again.
            KafkaLog.NotStored(logger, done.Topic, done.Partition.Value, e.Error.Reason);
        }
    }

    private void StopWorkers(List<TopicPartition> partitions)
    {
        foreach (var partition in partitions)
        {
            if (_workers.Remove(partition, out var worker))
                worker.Stop();
        }
    }

    // Where reading begins is settled before this is a member: what is published from then on is read, "newest" or not.
    private List<TopicPartitionOffset> Begin(IConsumer<byte[]?, byte[]> consumer, List<TopicPartition> assigned)
    {
        List<TopicPartitionOffset> begin;
        try
        {
            begin = consumer.Committed(assigned, BrokerTime).ConvertAll(c => c.Offset == Offset.Unset ? new TopicPartitionOffset(c.TopicPartition, Initial(consumer, c.TopicPartition)) : new TopicPartitionOffset(c.TopicPartition, c.Offset));
        }
        catch (KafkaException e)
        {
            // The library asks again by itself.
            KafkaLog.NotConsumed(logger, options.Component.Name, e.Error.Reason);
            begin = assigned.ConvertAll(a => new TopicPartitionOffset(a, Offset.Unset));
        }

        KafkaLog.Joined(logger, options.AppId, options.Group, options.Component.Name, assigned.Count);
        return begin;
    }

    private Offset Initial(IConsumer<byte[]?, byte[]> consumer, TopicPartition partition)
    {
        var marks = consumer.QueryWatermarkOffsets(partition, BrokerTime);
        return options.InitialOffset == AutoOffsetReset.Earliest ? marks.Low : marks.High;
    }

    private IConsumer<byte[]?, byte[]> Create()
    {
        var config = KafkaConnection.Apply(new ConsumerConfig(), options.Component);
        config.GroupId = options.Group;
        config.AutoOffsetReset = options.InitialOffset;
        config.EnableAutoOffsetStore = false;
        config.EnableAutoCommit = true;
        config.AutoCommitIntervalMs = 1000;
        config.SessionTimeoutMs = (int)options.SessionTimeout.TotalMilliseconds;
        config.HeartbeatIntervalMs = (int)options.Heartbeat.TotalMilliseconds;
        config.MaxPollIntervalMs = Math.Max(300_000, (int)options.SessionTimeout.TotalMilliseconds);
        config.PartitionAssignmentStrategy = PartitionAssignmentStrategy.Range;
        config.FetchWaitMaxMs = 250;
        config.QueuedMaxMessagesKbytes = 16_384;
        return new ConsumerBuilder<byte[]?, byte[]>(config)
            .SetLogHandler(static (_, _) => { })
            .SetPartitionsAssignedHandler(Begin)
            .SetPartitionsRevokedHandler((_, revoked) => StopWorkers(revoked.ConvertAll(r => r.TopicPartition)))
            .SetPartitionsLostHandler((_, lost) => StopWorkers(lost.ConvertAll(r => r.TopicPartition)))
            .Build();
    }
}

/// <summary>A topic and who takes its events.</summary>
/// <param name="Request">The subscription.</param>
/// <param name="Handler">Takes the events.</param>
internal sealed record KafkaSubscription(SubscribeRequest Request, IEventHandler Handler)
{
    /// <summary>Ends its deliveries.</summary>
    public CancellationTokenSource Stop { get; } = new();
}
