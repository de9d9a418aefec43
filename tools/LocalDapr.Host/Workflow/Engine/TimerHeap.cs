namespace LocalDapr.Workflow.Engine;

/// <summary>All timers of the engine in one heap, with one timer of the clock.</summary>
internal sealed class TimerHeap : IDisposable
{
    /// <summary>Id of the entry that lets a delayed instance begin.</summary>
    public const int Start = -1;

    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);
    private readonly PriorityQueue<(Instance Instance, int Epoch, int TimerId), long> _due = new();
    private readonly TimeProvider _clock;
    private readonly ITimer _timer;

    /// <summary>Creates the heap.</summary>
    /// <param name="clock">The clock.</param>
    /// <param name="wake">Called when something may be due.</param>
    public TimerHeap(TimeProvider clock, Action wake)
    {
        _clock = clock;
        using (ExecutionContext.SuppressFlow())
            _timer = clock.CreateTimer(_ => wake(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Adds an entry.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="timerId">Id of the timer, or <see cref="Start"/>.</param>
    /// <param name="at">When.</param>
    public void Add(Instance instance, int timerId, DateTimeOffset at)
    {
        _due.Enqueue((instance, instance.Epoch, timerId), at.UtcTicks);
        if (_due.TryPeek(out _, out var first) && first == at.UtcTicks)
            Arm();
    }

    /// <summary>Takes what is due, and sets the clock for the rest.</summary>
    /// <returns>Entries of living executions.</returns>
    public List<(Instance Instance, int TimerId, DateTimeOffset At)> TakeDue()
    {
        var now = _clock.GetUtcNow().UtcTicks;
        var due = new List<(Instance, int, DateTimeOffset)>();
        while (_due.TryPeek(out var entry, out var at) && (at <= now || entry.Instance.Gone || entry.Epoch != entry.Instance.Epoch))
        {
            _due.Dequeue();
            if (!entry.Instance.Gone && entry.Epoch == entry.Instance.Epoch)
                due.Add((entry.Instance, entry.TimerId, new DateTimeOffset(at, TimeSpan.Zero)));
        }
        Arm();
        return due;
    }

    /// <inheritdoc />
    public void Dispose() => _timer.Dispose();

    // A wall clock that was set is noticed after the longest wait at the latest.
    private void Arm()
    {
        if (!_due.TryPeek(out _, out var at))
            return;
        var wait = TimeSpan.FromTicks(at - _clock.GetUtcNow().UtcTicks);
        _timer.Change(TimeSpan.FromMilliseconds(Math.Ceiling(Math.Clamp(wait.TotalMilliseconds, 0, LongestWait.TotalMilliseconds))), Timeout.InfiniteTimeSpan);
    }
}
