using System.Globalization;
using System.Threading.Channels;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace LocalDapr.PubSub.Kafka;

/// <summary>Works through one partition: one event, or one batch, after another. A failed event holds the partition until it succeeds or its retries are used up; then it is passed over.</summary>
internal sealed class PartitionWorker
{
    private const int Most = 512;
    private const int DefaultBulk = 80;
    private static readonly TimeSpan DefaultWait = TimeSpan.FromSeconds(10);
    private readonly Channel<ConsumeResult<byte[]?, byte[]>> _records = Channel.CreateUnbounded<ConsumeResult<byte[]?, byte[]>>();
    private readonly KafkaSubscription _subscription;
    private readonly KafkaOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _oneBulkCall;
    private readonly Action<TopicPartitionOffset> _done;
    private readonly CancellationTokenSource _stop;
    private readonly Task _running;

    public PartitionWorker(KafkaSubscription subscription, KafkaOptions options, TimeProvider clock, ILogger logger, SemaphoreSlim oneBulkCall, Action<TopicPartitionOffset> done)
    {
        _subscription = subscription;
        _options = options;
        _clock = clock;
        _logger = logger;
        _oneBulkCall = oneBulkCall;
        _done = done;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(subscription.Stop.Token);
        _running = Task.Run(RunAsync);
    }

    /// <summary>True when the partition should not be read further for now.</summary>
    public bool IsFull => _records.Reader.Count >= Most;

    /// <summary>True while the partition is not read; the poll loop's mark.</summary>
    public bool IsPaused { get; set; }

    /// <summary>Adds a record.</summary>
    /// <param name="record">The next record of the partition.</param>
    public void Add(ConsumeResult<byte[]?, byte[]> record) => _records.Writer.TryWrite(record);

    /// <summary>Stops at once; what is under way is not acknowledged. Returns when the worker has ended, so that nothing is stored for a partition that is given away.</summary>
    public void Stop()
    {
        _stop.Cancel();
        _records.Writer.TryComplete();
        ((IAsyncResult)_running).AsyncWaitHandle.WaitOne(TimeSpan.FromSeconds(5));
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            if (_subscription.Request.Bulk is { } limits)
                await RunBulkAsync(limits);
            else
                await RunSingleAsync();
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The partition is given away or the subscription ends; another member goes on from the last stored offset.
        }
    }

    private async Task RunSingleAsync()
    {
        await foreach (var record in _records.Reader.ReadAllAsync(_stop.Token))
        {
            var delivery = new Delivery("", KafkaRecords.ToEvent(record, _options), CanRedeliver: false);
            await UntilDoneAsync(async () =>
            {
                if (await _subscription.Handler.HandleAsync(delivery, _stop.Token) != DeliveryResult.Acknowledged)
                    return false;
                Done(record);
                return true;
            });
        }
    }

    private async Task RunBulkAsync(BulkLimits limits)
    {
        var most = limits.MaxMessages > 0 ? limits.MaxMessages : DefaultBulk;
        var wait = limits.MaxAwait > TimeSpan.Zero ? limits.MaxAwait : DefaultWait;
        var batch = new List<ConsumeResult<byte[]?, byte[]>>(most);
        while (true)
        {
            await CollectAsync(batch, most, wait);
            if (batch.Count == 0)
                continue;
            await _oneBulkCall.WaitAsync(_stop.Token);
            try
            {
                await UntilDoneAsync(() => HandAsync(batch));
            }
            finally
            {
                _oneBulkCall.Release();
            }

            batch.Clear();
        }
    }

    private async Task CollectAsync(List<ConsumeResult<byte[]?, byte[]>> batch, int most, TimeSpan wait)
    {
        using var limit = new CancellationTokenSource(wait, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _stop.Token);
        try
        {
            while (batch.Count < most)
                batch.Add(await _records.Reader.ReadAsync(either.Token));
        }
        catch (OperationCanceledException) when (!_stop.IsCancellationRequested)
        {
            // The wait is over; what has come is delivered.
        }
        catch (ChannelClosedException)
        {
            _stop.Token.ThrowIfCancellationRequested();
        }
    }

    // What was taken at the head of the batch need not come again after a crash; a repetition still brings the whole batch.
    private async Task<bool> HandAsync(List<ConsumeResult<byte[]?, byte[]>> batch)
    {
        var deliveries = batch.Select((r, i) => new Delivery(i.ToString(CultureInfo.InvariantCulture), KafkaRecords.ToEvent(r, _options), CanRedeliver: false)).ToList();
        var results = await _subscription.Handler.HandleBulkAsync(deliveries, _stop.Token);
        var taken = 0;
        while (taken < results.Count && results[taken] == DeliveryResult.Acknowledged)
            taken++;
        if (taken > 0)
            Done(batch[taken - 1]);
        return taken == results.Count;
    }

    private async Task UntilDoneAsync(Func<Task<bool>> attempt)
    {
        for (var failures = 1; !await AttemptAsync(attempt); failures++)
        {
            if (!_options.Retries || _options.BackOff.Next(failures) is not { } delay)
            {
                KafkaLog.PassedOver(_logger, _subscription.Request.Topic, failures);
                return;
            }

            await Task.Delay(delay, _clock, _stop.Token);
        }
    }

    private async Task<bool> AttemptAsync(Func<Task<bool>> attempt)
    {
        try
        {
            return await attempt();
        }
        catch (Exception e) when (e is not OperationCanceledException || !_stop.IsCancellationRequested)
        {
            KafkaLog.HandlerFailed(_logger, _subscription.Request.Topic, e);
            return false;
        }
    }

    private void Done(ConsumeResult<byte[]?, byte[]> record) => _done(new TopicPartitionOffset(record.TopicPartition, record.Offset + 1));
}
