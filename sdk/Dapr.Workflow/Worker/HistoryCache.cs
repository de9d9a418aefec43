using Dapr.Workflow.Protocol;

namespace Dapr.Workflow.Worker;

/// <summary>Histories of instances this worker saw on the present stream, so that the sidecar need send only what came after. Bounded; what is not here is asked for.</summary>
internal sealed class HistoryCache
{
    private const int Capacity = 1000;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<HistoryEvent>> _histories = new(StringComparer.Ordinal);

    /// <summary>Forgets everything, for a new stream.</summary>
    public void Clear()
    {
        lock (_lock)
            _histories.Clear();
    }

    /// <summary>The history that a request leaves out in front.</summary>
    /// <param name="request">The request.</param>
    /// <returns>The whole past, or null when the part left out is not here.</returns>
    public List<HistoryEvent>? Complete(WorkflowRequest request)
    {
        if (request.CachedHistory is not { } cached)
            return [.. request.PastEvents];
        lock (_lock)
            return _histories.TryGetValue(request.InstanceId, out var held) && held.Count == cached.EventCount ? [.. held, .. request.PastEvents] : null;
    }

    /// <summary>Keeps the past of an instance.</summary>
    /// <param name="instanceId">Id.</param>
    /// <param name="past">Its past.</param>
    /// <param name="ended">True when nothing more comes.</param>
    public void Keep(string instanceId, List<HistoryEvent> past, bool ended)
    {
        lock (_lock)
        {
            if (ended || (_histories.Count >= Capacity && !_histories.ContainsKey(instanceId)))
                _histories.Remove(instanceId);
            else
                _histories[instanceId] = past;
        }
    }
}
