namespace Dapr.Workflow.Worker;

/// <summary>Runs a workflow's code on the one thread of its turn: what awaits a workflow task goes on here, in order.</summary>
internal sealed class TurnThread : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Callback, object? State)> _work = new();
    private readonly Lock _lock = new();

    /// <inheritdoc />
    public override void Post(SendOrPostCallback d, object? state)
    {
        lock (_lock)
            _work.Enqueue((d, state));
    }

    /// <inheritdoc />
    public override void Send(SendOrPostCallback d, object? state) => d(state);

    /// <summary>Does something with this context in place, then all that follows from it.</summary>
    /// <param name="action">What to do.</param>
    public void Run(Action action)
    {
        var before = Current;
        SetSynchronizationContext(this);
        try
        {
            action();
            while (Next() is { } work)
                work.Callback(work.State);
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }

    private (SendOrPostCallback Callback, object? State)? Next()
    {
        lock (_lock)
            return _work.TryDequeue(out var work) ? work : null;
    }
}
