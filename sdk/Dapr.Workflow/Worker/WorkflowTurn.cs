using Dapr.Workflow.Client;
using Dapr.Workflow.Protocol;
using Microsoft.Extensions.Logging;
using Event = Dapr.Workflow.Protocol.HistoryEvent.EventTypeOneofCase;

namespace Dapr.Workflow.Worker;

/// <summary>Runs a workflow through its history and the new events, and gives what it wants done.</summary>
internal sealed class WorkflowTurn
{
    private readonly TurnThread _thread = new();
    private readonly IReadOnlyList<HistoryEvent> _past;
    private readonly WorkflowRequest _request;
    private readonly Func<string, IWorkflow?> _find;
    private readonly ILoggerFactory _loggers;
    private TurnContext? _context;
    private Task<object?>? _run;
    private DateTime _turnTime;
    private bool _suspended;
    private int _index;

    /// <summary>Creates the turn.</summary>
    /// <param name="past">The whole history.</param>
    /// <param name="request">The instance and the new events.</param>
    /// <param name="find">Gives a workflow by name, or null.</param>
    /// <param name="loggers">Log factory.</param>
    public WorkflowTurn(IReadOnlyList<HistoryEvent> past, WorkflowRequest request, Func<string, IWorkflow?> find, ILoggerFactory loggers)
    {
        _past = past;
        _request = request;
        _find = find;
        _loggers = loggers;
    }

    /// <summary>Runs the turn.</summary>
    /// <returns>The answer, without completion token.</returns>
    public WorkflowResponse Run()
    {
        var response = new WorkflowResponse { InstanceId = _request.InstanceId };
        var last = _request.NewEvents.LastOrDefault();
        if (_request.NewEvents.LastOrDefault(e => e.EventTypeCase == Event.ExecutionTerminated) is { } terminated)
        {
            response.Actions.Add(End(0, OrchestrationStatus.Terminated, terminated.ExecutionTerminated.Input, null));
            return response;
        }
        if (last?.EventTypeCase == Event.ExecutionSuspended)
            return response;
        try
        {
            for (_index = 0; _index < _past.Count; _index++)
                Apply(_past[_index], replaying: true);
            CheckTurnEnd(null);
            foreach (var added in _request.NewEvents)
                Apply(added, replaying: false);
        }
        catch (NonDeterministicWorkflowException e)
        {
            response.Actions.Add(Fail(e, final: true));
            return response;
        }
        catch (WorkflowNotFoundException e)
        {
            response.Actions.Add(End(0, OrchestrationStatus.Failed, null, new TaskFailureDetails { ErrorType = "WorkflowNotFound", ErrorMessage = e.Message, IsNonRetriable = true }));
            return response;
        }
        Answer(response);
        return response;
    }

    private static WorkflowAction End(int id, OrchestrationStatus status, string? result, TaskFailureDetails? failure) =>
        new() { Id = id, CompleteWorkflow = new CompleteWorkflowAction { WorkflowStatus = status, Result = result, FailureDetails = failure } };

    private void Apply(HistoryEvent happened, bool replaying)
    {
        switch (happened.EventTypeCase)
        {
            case Event.WorkflowStarted:
                if (replaying)
                    CheckTurnEnd(happened);
                _suspended = false;
                _context?.Move(happened.Timestamp.ToDateTime(), replaying);
                _turnTime = happened.Timestamp.ToDateTime();
                return;
            case Event.ExecutionStarted:
                Start(happened.ExecutionStarted, replaying);
                return;
            case Event.ExecutionSuspended:
                _suspended = true;
                return;
        }
        if (_context is not { } context)
            return;
        if (HistoryCheck.Describe(happened) is { } done)
            Confirm(context, happened.EventId, done);
        else
            _thread.Run(() => Complete(context, happened));
    }

    private static void Complete(TurnContext context, HistoryEvent happened)
    {
        switch (happened.EventTypeCase)
        {
            case Event.TaskCompleted:
                context.Complete(happened.TaskCompleted.TaskScheduledId, happened);
                break;
            case Event.TaskFailed:
                context.Complete(happened.TaskFailed.TaskScheduledId, happened);
                break;
            case Event.ChildWorkflowInstanceCompleted:
                context.Complete(happened.ChildWorkflowInstanceCompleted.TaskScheduledId, happened);
                break;
            case Event.ChildWorkflowInstanceFailed:
                context.Complete(happened.ChildWorkflowInstanceFailed.TaskScheduledId, happened);
                break;
            case Event.TimerFired:
                context.Complete(happened.TimerFired.TimerId, happened);
                break;
            case Event.EventRaised:
                context.Events.Add(happened);
                break;
        }
    }

    private void Start(ExecutionStartedEvent started, bool replaying)
    {
        var workflow = _find(started.Name) ?? throw new WorkflowNotFoundException(started.Name);
        var context = new TurnContext(started.Name, _request.InstanceId, started.WorkflowInstance?.ExecutionId ?? "", _loggers);
        context.Move(_turnTime, replaying);
        _context = context;
        _thread.Run(() => _run = RunAsync(workflow, context, started.Input));
    }

    // Async, so that what the code throws before its first await is kept in the task as well.
    private static async Task<object?> RunAsync(IWorkflow workflow, TurnContext context, string? input) =>
        await workflow.RunAsync(context, WorkflowJson.Read(input, workflow.InputType));

    private void Confirm(TurnContext context, int id, string done)
    {
        var asked = context.Confirm(id);
        if (asked is null)
            throw Differs(context, done, $"nothing as task {id}");
        if (HistoryCheck.Describe(asked) is var wanted && wanted != done)
            throw Differs(context, done, $"{wanted} as task {id}");
    }

    // What the code asked for in a past turn stands in the history of that turn, unless the instance was suspended in it.
    private void CheckTurnEnd(HistoryEvent? next)
    {
        if (_context is not { } context || _suspended)
            return;
        foreach (var (id, action) in context.Actions)
            throw Differs(context, "nothing more in this step", $"{HistoryCheck.Describe(action)} as task {id}");
        if (next is not null && _run is { IsCompleted: true })
            throw Differs(context, "another step", "the end");
    }

    private NonDeterministicWorkflowException Differs(TurnContext context, string history, string code) => new(context.Name, _index, history, code);

    private void Answer(WorkflowResponse response)
    {
        if (_context is not { } context)
            return;
        response.CustomStatus = context.CustomStatus;
        response.Actions.AddRange(context.Actions.Values);
        if (_run is { IsCompleted: true, IsCompletedSuccessfully: false })
        {
            response.Actions.Add(Fail(_run.Exception?.InnerException ?? new TaskCanceledException(_run), final: false));
        }
        else if (context.Again is { } again)
        {
            var end = End(context.NextId, OrchestrationStatus.ContinuedAsNew, again.Input, null);
            if (again.KeepEvents)
                end.CompleteWorkflow.CarryoverEvents.AddRange(context.Events.Kept);
            response.Actions.Add(end);
        }
        else if (_run is { IsCompletedSuccessfully: true })
        {
#pragma warning disable RS0030, CA1849, MA0042 // The task is complete.
            response.Actions.Add(End(context.NextId, OrchestrationStatus.Completed, WorkflowJson.Write(_run.Result), null));
#pragma warning restore RS0030, CA1849, MA0042
        }
    }

    private WorkflowAction Fail(Exception error, bool final) => End(_context?.NextId ?? 0, OrchestrationStatus.Failed, null, Failure.Of(error, final));
}
