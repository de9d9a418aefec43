namespace VectorCare.Alerting.Delivery.Limits;

/// <summary>Lets no more calls through than a provider takes: urgent ones before all others, else the longest waiting first. A call counts from its beginning until a whole window after its end, so that the provider, which sees it at some instant between, never counts too many. (System.Threading.RateLimiting knows neither urgency nor an injected clock.)</summary>
internal sealed class ProviderGate : IDisposable
{
    private static readonly TimeSpan Instant = TimeSpan.FromMilliseconds(1);

    private readonly Lock _lock = new();
    private readonly PriorityQueue<TaskCompletionSource, (bool NotUrgent, DateTimeOffset Since, long Number)> _waiting = new();
    private readonly Queue<long> _ended = new();
    private readonly ProviderLimit _limit;
    private readonly TimeProvider _time;
    private readonly ITimer _again;
    private int _running;
    private long _number;

    /// <summary>A gate that is open.</summary>
    public ProviderGate(ProviderLimit limit, TimeProvider time)
    {
        (_limit, _time) = (limit, time);
        // The timer outlives whoever happens to create it, and must not carry its context on.
        using (ExecutionContext.SuppressFlow())
            _again = time.CreateTimer(_ => Release(ended: false), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Waits for the turn; whoever got it gives it back by <see cref="Release()"/>.</summary>
    /// <returns>Whether it had to wait.</returns>
    /// <exception cref="OperationCanceledException">It was not waited for.</exception>
    public async Task<bool> TakeAsync(Turn turn, CancellationToken cancellationToken)
    {
        var mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            _waiting.Enqueue(mine, (!turn.Urgent, turn.Since, _number++));
            Admit();
            if (mine.Task.IsCompleted)
                return false;
        }

        await using var registration = cancellationToken.Register(() => mine.TrySetCanceled(cancellationToken));
        await mine.Task;
        return true;
    }

    /// <summary>The call has ended.</summary>
    public void Release() => Release(ended: true);

    /// <inheritdoc/>
    public void Dispose() => _again.Dispose();

    private void Release(bool ended)
    {
        lock (_lock)
        {
            if (ended)
            {
                _running--;
                _ended.Enqueue(_time.GetTimestamp());
            }

            Admit();
        }
    }

    private void Admit()
    {
        var window = TimeSpan.FromSeconds(_limit.InSeconds);
        long oldest;
        while (_ended.TryPeek(out oldest) && _time.GetElapsedTime(oldest) > window)
            _ended.Dequeue();
        while (_running < _limit.AtOnce && _waiting.TryPeek(out var next, out var place))
        {
            if (_running + _ended.Count >= (place.NotUrgent ? _limit.Calls - (_limit.Calls / 5) : _limit.Calls))
            {
                if (_ended.TryPeek(out oldest))
                    _again.Change(TimeSpan.FromTicks(Math.Max(0, (window - _time.GetElapsedTime(oldest)).Ticks)) + Instant, Timeout.InfiniteTimeSpan);
                return;
            }

            _waiting.Dequeue();
            if (next.TrySetResult())
                _running++;
        }
    }
}
