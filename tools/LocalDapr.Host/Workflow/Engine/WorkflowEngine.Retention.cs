using Dapr.Workflow.Protocol;
using LocalDapr.Resources;
using Status = Dapr.Workflow.Protocol.OrchestrationStatus;

namespace LocalDapr.Workflow.Engine;

/// <summary>Deletes ended instances when their app's retention policy says so.</summary>
internal sealed partial class WorkflowEngine
{
    private readonly PriorityQueue<InstanceKey, DateTimeOffset> _expiring = new();
    private readonly Dictionary<InstanceKey, DateTimeOffset> _expiry = [];
    private readonly ITimer _expiryTimer;

    /// <summary>Takes up the instances of an app that ended before the host started.</summary>
    /// <param name="app">App id.</param>
    public async Task RetainEndedAsync(string app)
    {
        lock (_gate)
        {
            if (LimitsOf(app)?.Retention is null)
                return;
        }
        await _loaded;
        foreach (var state in await _store.EndedAsync(app))
        {
            lock (_gate)
                Retain(new InstanceKey(app, state.InstanceId), state);
        }
    }

    private void Retain(InstanceKey key, InstanceState state)
    {
        if (LimitsOf(key.App)?.Retention?.Of(state.WorkflowStatus) is not { } kept)
            return;
        var due = state.LastUpdatedTimestamp.ToDateTimeOffset() + kept;
        _expiry[key] = due;
        _expiring.Enqueue(key, due);
        ArmExpiry();
    }

    private void ArmExpiry()
    {
        if (!_expiring.TryPeek(out _, out var due))
            return;
        var wait = Math.Clamp(Math.Ceiling((due - _mesh.Clock.GetUtcNow()).TotalMilliseconds), 0, TimeSpan.FromDays(1).TotalMilliseconds);
        _expiryTimer.Change(TimeSpan.FromMilliseconds(wait), Timeout.InfiniteTimeSpan);
    }

    private void Expire()
    {
        lock (_gate)
        {
            if (_disposed)
                return;
            while (_expiring.TryPeek(out var key, out var due) && due <= _mesh.Clock.GetUtcNow())
            {
                _expiring.Dequeue();
                // An id that was used again has a later end, or none yet.
                if (!_expiry.TryGetValue(key, out var latest) || latest != due)
                    continue;
                _expiry.Remove(key);
                if (!_instances.ContainsKey(key))
                    _ = CommitAsync([WorkflowStore.Clear(key, history: true), WorkflowStore.Delete(key)], [], null);
            }
            ArmExpiry();
        }
    }
}

/// <summary>How long ended instances are kept.</summary>
internal static class RetentionOfStatus
{
    /// <summary>How long an instance is kept.</summary>
    /// <param name="retention">The policy.</param>
    /// <param name="status">How it ended.</param>
    /// <returns>From its end on; null for ever.</returns>
    public static TimeSpan? Of(this WorkflowRetention retention, Status status) => status switch
    {
        Status.Completed => retention.Completed ?? retention.AnyTerminal,
        Status.Failed => retention.Failed ?? retention.AnyTerminal,
        Status.Terminated => retention.Terminated ?? retention.AnyTerminal,
        _ => null,
    };
}
