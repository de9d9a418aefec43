using Dapr.Workflow.Protocol;
using LocalDapr.Hosting;

namespace LocalDapr.Workflow.Engine;

/// <summary>Lets a worker run through a past that belongs to no instance; nothing of it is kept.</summary>
internal sealed partial class WorkflowEngine
{
    private readonly Dictionary<InstanceKey, (WorkItem Item, TaskCompletionSource<WorkflowResponse> Answered)> _replays = [];

    /// <summary>Replays a past at a worker, once one is connected.</summary>
    /// <param name="key">The instance it was of; none with this id may live.</param>
    /// <param name="past">The past, without its end.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What the worker answers.</returns>
    public async Task<WorkflowResponse> ReplayAsync(InstanceKey key, IEnumerable<HistoryEvent> past, CancellationToken cancellationToken)
    {
        await _loaded;
        var answered = new TaskCompletionSource<WorkflowResponse>(TaskCreationOptions.RunContinuationsAsynchronously);
        var started = Happened();
        started.WorkflowStarted = new WorkflowStartedEvent();
        var item = new WorkItem { WorkflowRequest = new WorkflowRequest { InstanceId = key.Id, PastEvents = { past }, NewEvents = { started } } };
        lock (_gate)
        {
            if (_instances.ContainsKey(key) || !_replays.TryAdd(key, (item, answered)))
                throw new LocalDaprException($"A workflow '{key.Id}' lives here; its history cannot be replayed beside it.");
            if (TryPick(key.App, out var worker))
                worker.Send(item);
        }
        return await answered.Task.WaitAsync(cancellationToken);
    }
}
