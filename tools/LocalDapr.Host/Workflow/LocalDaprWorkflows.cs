using Dapr.Workflow.Protocol;
using Google.Protobuf;
using LocalDapr.Hosting;
using LocalDapr.Workflow.Engine;

namespace LocalDapr.Workflow;

/// <summary>Histories of workflows: taken out to be kept, and replayed against the code of today. Works with workers in any language.</summary>
public sealed class LocalDaprWorkflows
{
    private static readonly JsonFormatter Format = new(JsonFormatter.Settings.Default.WithIndentation());
    private readonly WorkflowEngine _engine;

    internal LocalDaprWorkflows(WorkflowEngine engine) => _engine = engine;

    /// <summary>The history of an instance.</summary>
    /// <param name="appId">App id of its workers.</param>
    /// <param name="instanceId">Its id.</param>
    /// <returns>The events as JSON, without stack traces.</returns>
    /// <exception cref="LocalDaprException">There is no such instance.</exception>
    public async Task<string> HistoryAsync(string appId, string instanceId)
    {
        var events = await _engine.HistoryAsync(new InstanceKey(appId, instanceId)) ?? throw new LocalDaprException($"There is no workflow '{instanceId}' of app '{appId}'.");
        var history = new WorkflowRequest { InstanceId = instanceId, PastEvents = { events.Select(e => e.Clone()) } };
        foreach (var happened in history.PastEvents)
        {
            foreach (var failure in new[] { happened.TaskFailed?.FailureDetails, happened.ChildWorkflowInstanceFailed?.FailureDetails, happened.ExecutionCompleted?.FailureDetails })
            {
                for (var inner = failure; inner is not null; inner = inner.InnerFailure)
                    inner.StackTrace = null;
            }
        }
        return Format.Format(history);
    }

    /// <summary>Replays a history at a worker, and waits for one to connect.</summary>
    /// <param name="appId">App id of the worker.</param>
    /// <param name="history">What <see cref="HistoryAsync"/> gave. No instance with its id may live in this host.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Null when the code takes the same path to the same end; else the first difference.</returns>
    /// <exception cref="LocalDaprException">The instance lives.</exception>
    public async Task<string?> ReplayAsync(string appId, string history, CancellationToken cancellationToken = default)
    {
        var recorded = WorkflowRequest.Parser.ParseJson(history);
        var ended = recorded.PastEvents.Select(e => e.ExecutionCompleted).FirstOrDefault(e => e is not null);
        var answer = await _engine.ReplayAsync(new InstanceKey(appId, recorded.InstanceId), recorded.PastEvents.Where(e => e.ExecutionCompleted is null), cancellationToken);
        return Difference(ended, answer);
    }

    private static string? Difference(ExecutionCompletedEvent? ended, WorkflowResponse answer)
    {
        if (answer.Actions.FirstOrDefault(a => a.CompleteWorkflow is null) is { } more)
            return $"the code goes on with {more.ActionTypeCase} where the history ends";
        var end = answer.Actions.FirstOrDefault()?.CompleteWorkflow;
        if (ended?.WorkflowStatus == OrchestrationStatus.Terminated)
            ended = null;
        if (end?.WorkflowStatus == ended?.WorkflowStatus && end?.Result == ended?.Result)
            return null;
        return end?.FailureDetails?.ErrorMessage ?? $"the history ends with {Told(ended?.WorkflowStatus, ended?.Result)}, the code with {Told(end?.WorkflowStatus, end?.Result)}";
    }

    private static string Told(OrchestrationStatus? status, string? result) => status is null ? "a wait" : $"{status} {result}";
}
