using Dapr.Workflow.Protocol;
using Google.Protobuf.WellKnownTypes;
using LocalDapr.Storage;
using Action = Dapr.Workflow.Protocol.WorkflowAction.ActionTypeOneofCase;
using Event = Dapr.Workflow.Protocol.HistoryEvent.EventTypeOneofCase;
using Status = Dapr.Workflow.Protocol.OrchestrationStatus;

namespace LocalDapr.Workflow.Engine;

/// <summary>Applies what a worker answers to a turn: everything it causes is one transaction, and takes effect after it.</summary>
internal sealed partial class WorkflowEngine
{
    // Waits without end are never due.
    private static readonly DateTimeOffset Never = new(9999, 12, 31, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Takes the answer to a turn.</summary>
    /// <param name="app">App of the worker.</param>
    /// <param name="response">The answer.</param>
    /// <returns>False when no such turn is under way.</returns>
    public async Task<bool> CompleteAsync(string app, WorkflowResponse response)
    {
        Task saved;
        lock (_gate)
        {
            var key = new InstanceKey(app, response.InstanceId);
            if (_replays.Remove(key, out var replay))
                return replay.Answered.TrySetResult(response);
            if (!_instances.TryGetValue(key, out var instance)
                || instance.Turn is not { } turn || turn.Token != response.CompletionToken)
                return false;
            instance.Turn = null;
            turn.Worker.Turns.Remove(instance);
            TurnNext(app);
            saved = new TurnChanges(this, instance, turn).Commit(response);
        }
        await saved;
        return true;
    }

    private static string TargetOf(Instance instance, TaskRouter? router) =>
        router is { HasTargetAppID: true, TargetAppID.Length: > 0 } ? router.TargetAppID : instance.Key.App;

    private static PendingActivity Track(Instance instance, HistoryEvent scheduled)
    {
        var task = scheduled.TaskScheduled;
        var activity = new PendingActivity(instance, TargetOf(instance, scheduled.Router), new ActivityRequest
        {
            Name = task.Name,
            Version = task.Version,
            Input = task.Input,
            TaskId = scheduled.EventId,
            TaskExecutionId = task.TaskExecutionId,
            ParentTraceContext = task.ParentTraceContext,
            WorkflowInstance = new WorkflowInstance { InstanceId = instance.Key.Id },
        });
        (instance.Activities ??= [])[scheduled.EventId] = activity;
        return activity;
    }

    private void Plan(Instance instance, int timerId, Timestamp? fireAt)
    {
        if (fireAt is not null && fireAt.ToDateTimeOffset() is var at && at < Never)
            _timers.Add(instance, timerId, at);
    }

    /// <summary>The changes of one turn.</summary>
    private sealed class TurnChanges(WorkflowEngine engine, Instance instance, Turn turn)
    {
        private readonly List<Action<SqliteSession>> _writes = [];
        private readonly List<System.Action> _effects = [];
        private readonly HashSet<Instance> _touched = [instance];
        private readonly List<HistoryEvent> _events = [.. turn.Events];

        /// <summary>Applies an answer.</summary>
        /// <param name="response">The answer.</param>
        /// <returns>Ends when all is durable.</returns>
        public Task Commit(WorkflowResponse response)
        {
            var state = instance.State;
            instance.Turns++;
            foreach (var item in turn.Items)
            {
                instance.Inbox.Remove(item);
                _writes.Add(WorkflowStore.Take(instance.Key, item));
                See(item.Event);
            }
            foreach (var action in response.Actions.Where(a => a.ActionTypeCase != Action.CompleteWorkflow))
                Apply(action);
            if (response.CustomStatus is { } custom)
                state.CustomStatus = custom;
            state.LastUpdatedTimestamp = engine.Now();
            var end = response.Actions.FirstOrDefault(a => a.ActionTypeCase == Action.CompleteWorkflow);
            if (end is null)
                Continue();
            else if (end.CompleteWorkflow.WorkflowStatus == Status.ContinuedAsNew)
                StartAfresh(end.CompleteWorkflow);
            else
                Finish(end);
            return engine.CommitAsync(_writes, [.. _touched], () => _effects.ForEach(effect => effect()));
        }

        private void See(HistoryEvent happened)
        {
            switch (happened.EventTypeCase)
            {
                case Event.ExecutionSuspended:
                    instance.Suspended = true;
                    break;
                case Event.ExecutionResumed:
                    instance.Suspended = false;
                    break;
                case Event.ChildWorkflowInstanceCompleted:
                    instance.Children?.Remove(happened.ChildWorkflowInstanceCompleted.TaskScheduledId);
                    break;
                case Event.ChildWorkflowInstanceFailed:
                    instance.Children?.Remove(happened.ChildWorkflowInstanceFailed.TaskScheduledId);
                    break;
            }
        }

        private HistoryEvent Record(WorkflowAction action)
        {
            var happened = new HistoryEvent { EventId = action.Id, Timestamp = engine.Now(), Router = action.Router };
            _events.Add(happened);
            return happened;
        }

        private void Apply(WorkflowAction action)
        {
            var happened = action.ActionTypeCase == Action.TerminateWorkflow ? new HistoryEvent() : Record(action);
            switch (action.ActionTypeCase)
            {
                case Action.ScheduleTask:
                    var task = action.ScheduleTask;
                    happened.Router ??= task.Router;
                    happened.TaskScheduled = new TaskScheduledEvent { Name = task.Name, Version = task.Version, Input = task.Input, TaskExecutionId = task.TaskExecutionId, ParentTraceContext = instance.Started?.ParentTraceContext };
                    var activity = Track(instance, happened);
                    _effects.Add(() => engine.Give(activity));
                    break;
                case Action.CreateTimer:
                    happened.TimerCreated = Created(action.CreateTimer);
                    _effects.Add(() => engine.Plan(instance, action.Id, action.CreateTimer.FireAt));
                    break;
                case Action.CreateChildWorkflow:
                    CreateChild(action, happened);
                    break;
                case Action.SendEvent:
                    var sent = action.SendEvent;
                    happened.EventSent = new EventSentEvent { InstanceId = sent.Instance?.InstanceId ?? "", Name = sent.Name, Input = sent.Data };
                    var raised = engine.Happened();
                    raised.EventRaised = new EventRaisedEvent { Name = sent.Name, Input = sent.Data };
                    Deliver(new InstanceKey(instance.Key.App, happened.EventSent.InstanceId), raised);
                    break;
                case Action.TerminateWorkflow:
                    Terminate(new InstanceKey(instance.Key.App, action.TerminateWorkflow.InstanceId), action.TerminateWorkflow.Reason, action.TerminateWorkflow.Recurse);
                    break;
            }
        }

        private static TimerCreatedEvent Created(CreateTimerAction timer)
        {
            var created = new TimerCreatedEvent { FireAt = timer.FireAt };
            if (timer.HasName)
                created.Name = timer.Name;
            switch (timer.OriginCase)
            {
                case CreateTimerAction.OriginOneofCase.CreateTimer:
                    created.CreateTimer = timer.CreateTimer;
                    break;
                case CreateTimerAction.OriginOneofCase.ExternalEvent:
                    created.ExternalEvent = timer.ExternalEvent;
                    break;
                case CreateTimerAction.OriginOneofCase.ActivityRetry:
                    created.ActivityRetry = timer.ActivityRetry;
                    break;
                case CreateTimerAction.OriginOneofCase.ChildWorkflowRetry:
                    created.ChildWorkflowRetry = timer.ChildWorkflowRetry;
                    break;
            }
            return created;
        }

        private void CreateChild(WorkflowAction action, HistoryEvent happened)
        {
            var child = action.CreateChildWorkflow;
            happened.Router ??= child.Router;
            var id = child.InstanceId.Length > 0 ? child.InstanceId : $"{instance.Key.Id}:{action.Id:x4}";
            var key = new InstanceKey(TargetOf(instance, happened.Router), id);
            happened.ChildWorkflowInstanceCreated = new ChildCreatedEvent { InstanceId = id, Name = child.Name, Version = child.Version, Input = child.Input };
            if (engine._instances.ContainsKey(key))
            {
                var failed = engine.Happened();
                failed.ChildWorkflowInstanceFailed = new ChildFailedEvent
                {
                    TaskScheduledId = action.Id,
                    FailureDetails = new TaskFailureDetails { ErrorType = "DuplicateInstance", ErrorMessage = $"workflow '{id}' exists and has not ended", IsNonRetriable = true },
                };
                Deliver(instance.Key, failed);
                return;
            }
            (instance.Children ??= [])[action.Id] = key;
            var parent = new ParentInstanceInfo { TaskScheduledId = action.Id, Name = instance.State.Name, WorkflowInstance = instance.Started!.WorkflowInstance };
            if (key.App != instance.Key.App)
                parent.AppID = instance.Key.App;
            _touched.Add(engine.Create(key, new ExecutionStartedEvent
            {
                Name = child.Name,
                Version = child.Version,
                Input = child.Input,
                WorkflowInstance = new WorkflowInstance { InstanceId = id, ExecutionId = Guid.NewGuid().ToString() },
                ParentInstance = parent,
            }, _writes));
        }

        private void Deliver(InstanceKey key, HistoryEvent happened)
        {
            if (!engine._instances.TryGetValue(key, out var target))
                return;
            _writes.Add(WorkflowStore.Put(key, target.Receive(happened)));
            _touched.Add(target);
        }

        private void Terminate(InstanceKey key, string? reason, bool recurse)
        {
            var terminated = engine.Happened();
            terminated.ExecutionTerminated = new ExecutionTerminatedEvent { Input = reason, Recurse = recurse };
            Deliver(key, terminated);
        }

        private void Continue()
        {
            instance.State.WorkflowStatus = instance.Suspended ? Status.Suspended : Status.Running;
            _writes.Add(WorkflowStore.Append(instance, instance.Append(_events)));
            _writes.Add(WorkflowStore.Save(instance));
            _effects.Add(() =>
            {
                instance.Begun?.TrySetResult();
                instance.Begun = null;
                Release(instance);
            });
        }

        private void StartAfresh(CompleteWorkflowAction end)
        {
            instance.Epoch++;
            if (instance.Activities is { Count: > 0 } || instance.Children is { Count: > 0 })
                instance.Generation++;
            (instance.Activities, instance.Children, instance.Warm) = (null, null, null);
            instance.History = [];
            instance.State.Input = end.Result;
            var started = instance.Started!.Clone();
            started.Input = end.Result;
            started.ScheduledStartTimestamp = null;
            started.WorkflowInstance.ExecutionId = Guid.NewGuid().ToString();
            instance.Started = started;
            var begin = engine.Happened();
            begin.ExecutionStarted = started;
            HistoryEvent[] events = [begin, .. end.CarryoverEvents, .. instance.Inbox.Select(i => i.Event).Where(e => e.EventTypeCase is Event.EventRaised or Event.ExecutionSuspended or Event.ExecutionResumed or Event.ExecutionTerminated)];
            instance.Inbox.Clear();
            _writes.Add(WorkflowStore.Clear(instance.Key, history: true));
            foreach (var happened in events)
                _writes.Add(WorkflowStore.Put(instance.Key, instance.Receive(happened)));
            _writes.Add(WorkflowStore.Save(instance));
        }

        private void Finish(WorkflowAction action)
        {
            var end = action.CompleteWorkflow;
            Record(action).ExecutionCompleted = new ExecutionCompletedEvent { WorkflowStatus = end.WorkflowStatus, Result = end.Result, FailureDetails = end.FailureDetails };
            instance.State.WorkflowStatus = end.WorkflowStatus;
            instance.State.Output = end.Result;
            instance.State.FailureDetails = end.FailureDetails;
            var bytes = instance.Append(_events);
            _writes.Add(WorkflowStore.Append(instance, bytes));
            _writes.Add(WorkflowStore.Clear(instance.Key, history: false));
            _writes.Add(WorkflowStore.Save(instance));
            if (turn.Items.Any(i => i.Event.ExecutionTerminated?.Recurse == true))
            {
                foreach (var child in instance.Children?.Values ?? Enumerable.Empty<InstanceKey>())
                    Terminate(child, end.Result, recurse: true);
            }
            if (instance.Started?.ParentInstance is { } parent)
                TellParent(parent, end);
            _effects.Add(() =>
            {
                engine.Forget(instance);
                engine.Retain(instance.Key, instance.State);
            });
        }

        private void TellParent(ParentInstanceInfo parent, CompleteWorkflowAction end)
        {
            var key = new InstanceKey(parent.HasAppID ? parent.AppID : instance.Key.App, parent.WorkflowInstance.InstanceId);
            if (!engine._instances.TryGetValue(key, out var waiting)
                || waiting.Started?.WorkflowInstance.ExecutionId != parent.WorkflowInstance.ExecutionId)
                return;
            var ended = engine.Happened();
            if (end.WorkflowStatus == Status.Completed)
                ended.ChildWorkflowInstanceCompleted = new ChildCompletedEvent { TaskScheduledId = parent.TaskScheduledId, Result = end.Result };
            else
                ended.ChildWorkflowInstanceFailed = new ChildFailedEvent { TaskScheduledId = parent.TaskScheduledId, FailureDetails = end.FailureDetails ?? new TaskFailureDetails { ErrorType = end.WorkflowStatus.ToString(), ErrorMessage = $"The child workflow ended as {end.WorkflowStatus}." } };
            Deliver(key, ended);
        }
    }
}
