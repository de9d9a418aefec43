using System.Diagnostics.CodeAnalysis;
using Dapr.Workflow.Protocol;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Logging;
using Event = Dapr.Workflow.Protocol.HistoryEvent.EventTypeOneofCase;
using Status = Dapr.Workflow.Protocol.OrchestrationStatus;

namespace LocalDapr.Workflow.Engine;

/// <summary>Gives work to workers, and takes it back from those that leave.</summary>
internal sealed partial class WorkflowEngine
{
    // Part of the largest body that a work item may take, as in Dapr.
    private const double LargestShare = 0.95;
    private const int PayloadSizeExceeded = 2;

    private readonly Dictionary<string, List<WorkerConnection>> _workers = new(StringComparer.Ordinal);
    private readonly Dictionary<(string App, string Id, int TaskId, string Token), (PendingActivity Activity, WorkerConnection Worker)> _running = [];
    private readonly List<PendingActivity> _staged = [];

    /// <summary>Number of connected workers.</summary>
    /// <param name="app">App id.</param>
    /// <returns>The number.</returns>
    public int Workers(string app)
    {
        lock (_gate)
            return _workers.TryGetValue(app, out var workers) ? workers.Count : 0;
    }

    /// <summary>Connects a worker; what waited for one goes to it.</summary>
    /// <param name="app">App id.</param>
    /// <param name="keepsHistory">True when it keeps the past of instances.</param>
    /// <returns>Its connection.</returns>
    public async Task<WorkerConnection> ConnectAsync(string app, bool keepsHistory)
    {
        await _loaded;
        var worker = new WorkerConnection(app, keepsHistory);
        lock (_gate)
        {
            if (!_workers.TryGetValue(app, out var workers))
                _workers.Add(app, workers = []);
            workers.Add(worker);
            foreach (var (_, replay) in _replays.Where(r => r.Key.App == app))
                worker.Send(replay.Item);
            foreach (var instance in _instances.Values.Where(i => i.Key.App == app && i.Inbox.Count > 0).ToList())
                TryTurn(instance);
            foreach (var activity in _staged.Where(a => a.App == app).ToList())
            {
                _staged.Remove(activity);
                Give(activity);
            }
        }
        return worker;
    }

    /// <summary>Disconnects a worker; what it had in hand goes to another.</summary>
    /// <param name="worker">The worker.</param>
    public void Disconnect(WorkerConnection worker)
    {
        lock (_gate)
        {
            worker.Close();
            if (!_workers[worker.App].Remove(worker) || _disposed || Faults.EngineIsDead)
                return;
            foreach (var instance in worker.Turns.ToList())
            {
                instance.Turn = null;
                instance.Generation++;
                TryTurn(instance);
                if (instance.Turn is null)
                    Release(instance);
            }
            foreach (var activity in worker.Activities.ToList())
            {
                _running.Remove(Key(activity));
                activity.Instance.Generation++;
                Give(activity);
            }
        }
    }

    /// <summary>Disconnects all workers of an app.</summary>
    /// <param name="app">App id.</param>
    public void Cut(string app)
    {
        List<WorkerConnection> workers;
        lock (_gate)
            workers = [.. _workers.GetValueOrDefault(app) ?? []];
        foreach (var worker in workers)
            Disconnect(worker);
    }

    /// <summary>Name of the activity that a result is of.</summary>
    /// <param name="app">App of the worker.</param>
    /// <param name="response">The result.</param>
    /// <returns>The name; empty when no such activity is under way.</returns>
    public string ActivityOf(string app, ActivityResponse response)
    {
        lock (_gate)
            return _running.TryGetValue((app, response.InstanceId, response.TaskId, response.CompletionToken), out var running) ? running.Activity.Request.Name : "";
    }

    /// <summary>Takes the result of an activity.</summary>
    /// <param name="app">App of the worker.</param>
    /// <param name="response">The result.</param>
    /// <returns>False when no such activity is under way.</returns>
    public async Task<bool> CompleteAsync(string app, ActivityResponse response)
    {
        Task saved = Task.CompletedTask;
        lock (_gate)
        {
            if (!_running.Remove((app, response.InstanceId, response.TaskId, response.CompletionToken), out var running))
                return false;
            var (activity, worker) = running;
            worker.Activities.Remove(activity);
            RunNext(app);
            var instance = activity.Instance;
            if (!instance.Gone && instance.Activities?.GetValueOrDefault(response.TaskId) == activity)
            {
                instance.Activities.Remove(response.TaskId);
                saved = Receive(instance, Result(activity, response));
            }
        }
        await saved;
        return true;
    }

    private static (string App, string Id, int TaskId, string Token) Key(PendingActivity activity) =>
        (activity.App, activity.Instance.Key.Id, activity.Request.TaskId, activity.Token);

    private static void Release(Instance instance)
    {
        instance.Turned?.TrySetResult();
        instance.Turned = null;
    }

    private HistoryEvent Result(PendingActivity activity, ActivityResponse response)
    {
        var happened = Happened();
        if (response.FailureDetails is { } failure)
            happened.TaskFailed = new TaskFailedEvent { TaskScheduledId = response.TaskId, FailureDetails = failure, TaskExecutionId = activity.Request.TaskExecutionId };
        else
            happened.TaskCompleted = new TaskCompletedEvent { TaskScheduledId = response.TaskId, Result = response.Result, TaskExecutionId = activity.Request.TaskExecutionId };
        return happened;
    }

    private bool HasWorker(string app) => _workers.TryGetValue(app, out var workers) && workers.Count > 0;

    private bool TryPick(string app, [NotNullWhen(true)] out WorkerConnection? worker)
    {
        worker = _workers.TryGetValue(app, out var workers) ? workers.MinBy(w => w.Load) : null;
        return worker is not null;
    }

    private void Give(PendingActivity activity)
    {
        if (activity.Instance.Gone)
            return;
        if (!MayRun(activity.App) || !TryPick(activity.App, out var worker))
        {
            _staged.Add(activity);
            return;
        }
        activity.Token = activity.Instance.Token;
        worker.Activities.Add(activity);
        _running[Key(activity)] = (activity, worker);
        worker.Send(new WorkItem { ActivityRequest = activity.Request, CompletionToken = activity.Token });
    }

    private void TryTurn(Instance instance)
    {
        if (instance.Gone || instance.Turn is not null || instance.Saving > 0 || instance.State.WorkflowStatus == Status.Stalled || IsDelayed(instance))
            return;
        if (instance.NextItems() is not { Count: > 0 } items || !MayTurn(instance))
            return;
        if (instance.Warm is { } warm && _workers.GetValueOrDefault(instance.Key.App)?.Contains(warm.Worker) != true)
            instance.Warm = null;
        var worker = instance.Warm?.Worker;
        if (worker is null && !TryPick(instance.Key.App, out worker))
            return;
        var started = Happened();
        started.WorkflowStarted = new WorkflowStartedEvent();
        HistoryEvent[] events = [started, .. items.Select(i => i.Event)];
        var request = WorkflowRequest.Parser.ParseFrom(instance.History);
        request.InstanceId = instance.Key.Id;
        request.NewEvents.AddRange(events);
        var item = new WorkItem { WorkflowRequest = request, CompletionToken = instance.Token };
        if (item.CalculateSize() > LargestShare * LargestBody(instance.Key.App))
        {
            Stall(instance);
            return;
        }
        var past = request.PastEvents.Count;
        if (instance.Warm is { } known)
        {
            HistoryEvent[] delta = [.. request.PastEvents.Skip(known.Count)];
            request.PastEvents.Clear();
            request.PastEvents.AddRange(delta);
            request.CachedHistory = new CachedHistory { EventCount = known.Count };
        }
        instance.Warm = worker.KeepsHistory ? (worker, past) : null;
        instance.Turn = new Turn(worker, items, events, item.CompletionToken);
        worker.Turns.Add(instance);
        worker.Send(item);
    }

    private int LargestBody(string app) => _mesh.Sidecars.TryGetValue(app, out var sidecar) ? sidecar.MaxBodyBytes : int.MaxValue;

    private void Stall(Instance instance)
    {
        var stalled = Happened();
        stalled.ExecutionStalled = new ExecutionStalledEvent { Reason = PayloadSizeExceeded, Description = "The work item is larger than the sidecar's largest body allows." };
        instance.State.WorkflowStatus = Status.Stalled;
        instance.State.LastUpdatedTimestamp = Now();
        instance.Turns++;
        _ = CommitAsync([WorkflowStore.Append(instance, instance.Append([stalled])), WorkflowStore.Save(instance)], [instance], null);
        instance.Begun?.TrySetResult();
        Release(instance);
        LogStalled(_log, instance.Key.App, instance.Key.Id);
    }

    private async Task LoadAsync()
    {
        var instances = await _store.LoadAsync();
        lock (_gate)
        {
            foreach (var instance in instances)
            {
                _instances.Add(instance.Key, instance);
                Recover(instance);
                Delay(instance);
                TryTurn(instance);
            }
        }
    }

    // What is under way follows from the past: what was asked for and has no result, neither there nor in the inbox.
    private void Recover(Instance instance)
    {
        instance.Generation = 1;
        var timers = new Dictionary<int, Timestamp>();
        var past = WorkflowRequest.Parser.ParseFrom(instance.History).PastEvents;
        instance.Suspended = past.LastOrDefault(e => e.EventTypeCase is Event.ExecutionSuspended or Event.ExecutionResumed)?.EventTypeCase == Event.ExecutionSuspended;
        foreach (var happened in past.Concat(instance.Inbox.Select(i => i.Event)))
        {
            switch (happened.EventTypeCase)
            {
                case Event.ExecutionStarted:
                    instance.Started = happened.ExecutionStarted;
                    break;
                case Event.TaskScheduled:
                    Track(instance, happened);
                    break;
                case Event.TaskCompleted:
                    instance.Activities?.Remove(happened.TaskCompleted.TaskScheduledId);
                    break;
                case Event.TaskFailed:
                    instance.Activities?.Remove(happened.TaskFailed.TaskScheduledId);
                    break;
                case Event.ChildWorkflowInstanceCreated:
                    (instance.Children ??= [])[happened.EventId] = new InstanceKey(TargetOf(instance, happened.Router), happened.ChildWorkflowInstanceCreated.InstanceId);
                    break;
                case Event.ChildWorkflowInstanceCompleted:
                    instance.Children?.Remove(happened.ChildWorkflowInstanceCompleted.TaskScheduledId);
                    break;
                case Event.ChildWorkflowInstanceFailed:
                    instance.Children?.Remove(happened.ChildWorkflowInstanceFailed.TaskScheduledId);
                    break;
                case Event.TimerCreated:
                    timers[happened.EventId] = happened.TimerCreated.FireAt;
                    break;
                case Event.TimerFired:
                    timers.Remove(happened.TimerFired.TimerId);
                    break;
            }
        }
        foreach (var (id, fireAt) in timers)
            Plan(instance, id, fireAt);
        foreach (var activity in instance.Activities?.Values.ToList() ?? [])
            Give(activity);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{AppId}: workflow {InstanceId} is stalled: its history is too large to be sent")]
    private static partial void LogStalled(ILogger log, string appId, string instanceId);
}
