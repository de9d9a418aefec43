using Dapr.Workflow.Client;

namespace Dapr.Workflow;

/// <summary>Starts instances, asks for them and acts on them.</summary>
public interface IDaprWorkflowClient : IAsyncDisposable
{
    /// <summary>Starts an instance.</summary>
    /// <param name="name">Name of the workflow.</param>
    /// <param name="instanceId">Id; null for a new one.</param>
    /// <param name="input">Input, as JSON.</param>
    /// <returns>The id, once the instance has begun.</returns>
    Task<string> ScheduleNewWorkflowAsync(string name, string? instanceId = null, object? input = null);

    /// <summary>Starts an instance.</summary>
    /// <param name="name">Name of the workflow.</param>
    /// <param name="instanceId">Id; null for a new one.</param>
    /// <param name="input">Input, as JSON.</param>
    /// <param name="startTime">When it begins; null for now.</param>
    /// <returns>The id, once the instance has begun or, with a start to come, is durable.</returns>
    Task<string> ScheduleNewWorkflowAsync(string name, string? instanceId, object? input, DateTime? startTime);

    /// <summary>Starts an instance.</summary>
    /// <param name="name">Name of the workflow.</param>
    /// <param name="instanceId">Id; null for a new one.</param>
    /// <param name="input">Input, as JSON.</param>
    /// <param name="startTime">When it begins; null for now.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <returns>The id, once the instance has begun or, with a start to come, is durable.</returns>
    Task<string> ScheduleNewWorkflowAsync(string name, string? instanceId, object? input, DateTimeOffset? startTime, CancellationToken cancellation = default);

    /// <summary>Asks for an instance.</summary>
    /// <param name="instanceId">Id.</param>
    /// <param name="getInputsAndOutputs">False leaves out input, output and custom status.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <returns>Its state; <see cref="WorkflowState.Exists"/> says whether there is one.</returns>
    Task<WorkflowState> GetWorkflowStateAsync(string instanceId, bool getInputsAndOutputs = true, CancellationToken cancellation = default);

    /// <summary>Waits until an instance has begun.</summary>
    /// <param name="instanceId">Id.</param>
    /// <param name="getInputsAndOutputs">False leaves out input, output and custom status.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>Its state.</returns>
    Task<WorkflowState> WaitForWorkflowStartAsync(string instanceId, bool getInputsAndOutputs = true, CancellationToken cancellation = default);

    /// <summary>Waits until an instance has ended.</summary>
    /// <param name="instanceId">Id.</param>
    /// <param name="getInputsAndOutputs">False leaves out input, output and custom status.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>Its state.</returns>
    Task<WorkflowState> WaitForWorkflowCompletionAsync(string instanceId, bool getInputsAndOutputs = true, CancellationToken cancellation = default);

    /// <summary>Raises an event.</summary>
    /// <param name="instanceId">Id.</param>
    /// <param name="eventName">Name, without regard to case.</param>
    /// <param name="eventPayload">Payload, as JSON.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <returns>Ends when the event is durable.</returns>
    Task RaiseEventAsync(string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default);

    /// <summary>Terminates an instance and its children.</summary>
    /// <param name="instanceId">Id.</param>
    /// <param name="output">Its output, as JSON.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <returns>Ends when the request is durable.</returns>
    Task TerminateWorkflowAsync(string instanceId, object? output = null, CancellationToken cancellation = default);

    /// <summary>Suspends an instance.</summary>
    /// <param name="instanceId">Id.</param>
    /// <param name="reason">Why, for its history.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <returns>Ends when the request is durable.</returns>
    Task SuspendWorkflowAsync(string instanceId, string? reason = null, CancellationToken cancellation = default);

    /// <summary>Resumes an instance.</summary>
    /// <param name="instanceId">Id.</param>
    /// <param name="reason">Why, for its history.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <returns>Ends when the request is durable.</returns>
    Task ResumeWorkflowAsync(string instanceId, string? reason = null, CancellationToken cancellation = default);

    /// <summary>Deletes an ended instance.</summary>
    /// <param name="instanceId">Id.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <returns>False when there is none.</returns>
    Task<bool> PurgeInstanceAsync(string instanceId, CancellationToken cancellation = default);

    /// <summary>Lists instances.</summary>
    /// <param name="continuationToken">Of the page before; null for the first.</param>
    /// <param name="pageSize">Ids on a page.</param>
    /// <param name="cancellation">Ends the call.</param>
    /// <returns>A page.</returns>
    Task<WorkflowInstancePage> ListInstanceIdsAsync(string? continuationToken = null, int? pageSize = null, CancellationToken cancellation = default);
}
