using Dapr.Workflow.Protocol;

namespace Dapr.Workflow.Worker;

/// <summary>External events and who waits for them; names without regard to case, both in their order.</summary>
internal sealed class EventInbox
{
    private readonly List<HistoryEvent> _kept = [];
    private readonly List<(string Name, TaskCompletionSource<string?> Waiter)> _waiters = [];

    /// <summary>Events nobody took.</summary>
    public IReadOnlyList<HistoryEvent> Kept => _kept;

    /// <summary>Gives an event to the first who waits for it, or keeps it.</summary>
    /// <param name="raised">The event.</param>
    public void Add(HistoryEvent raised)
    {
        while (_waiters.FindIndex(w => Same(w.Name, raised.EventRaised.Name)) is var index and >= 0)
        {
            var waiter = _waiters[index].Waiter;
            _waiters.RemoveAt(index);
            if (waiter.TrySetResult(raised.EventRaised.Input))
                return;
        }
        _kept.Add(raised);
    }

    /// <summary>Takes an event, now or when it comes.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Ends the wait; an event that comes later is then kept for others.</param>
    /// <returns>Its payload.</returns>
    public Task<string?> TakeAsync(string name, CancellationToken cancellationToken)
    {
        var index = _kept.FindIndex(kept => Same(kept.EventRaised.Name, name));
        if (index >= 0)
        {
            var raised = _kept[index];
            _kept.RemoveAt(index);
            return Task.FromResult<string?>(raised.EventRaised.Input);
        }
        var waiter = new TaskCompletionSource<string?>();
        _waiters.Add((name, waiter));
        cancellationToken.Register(() => waiter.TrySetCanceled(cancellationToken));
        return waiter.Task;
    }

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
