using Microsoft.Extensions.Logging;

namespace Dapr.Workflow;

/// <summary>What a workflow may do. Every call is remembered and gives the same when the code is run again.</summary>
public abstract class WorkflowContext : IWorkflowContext
{
    /// <summary>Name of the workflow.</summary>
    public abstract string Name { get; }

    /// <summary>Id of the instance.</summary>
    public abstract string InstanceId { get; }

    /// <inheritdoc />
    public abstract DateTime CurrentUtcDateTime { get; }

    /// <inheritdoc />
    public abstract bool IsReplaying { get; }

    /// <summary>Calls an activity without result.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="input">Its input, as JSON.</param>
    /// <param name="options">Retries; none by default.</param>
    /// <returns>Ends with the activity; fails with <see cref="WorkflowTaskFailedException"/>.</returns>
    public virtual Task CallActivityAsync(string name, object? input = null, WorkflowTaskOptions? options = null) =>
        CallActivityAsync<object>(name, input, options);

    /// <summary>Calls an activity.</summary>
    /// <typeparam name="T">Its result, from JSON.</typeparam>
    /// <param name="name">Its name.</param>
    /// <param name="input">Its input, as JSON.</param>
    /// <param name="options">Retries; none by default.</param>
    /// <returns>The result; fails with <see cref="WorkflowTaskFailedException"/>.</returns>
    public abstract Task<T> CallActivityAsync<T>(string name, object? input = null, WorkflowTaskOptions? options = null);

    /// <summary>Waits.</summary>
    /// <param name="delay">How long, from <see cref="CurrentUtcDateTime"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Ends when the time is over.</returns>
    public virtual Task CreateTimer(TimeSpan delay, CancellationToken cancellationToken = default) =>
        CreateTimer(CurrentUtcDateTime.Add(delay), cancellationToken);

    /// <summary>Waits until an instant.</summary>
    /// <param name="fireAt">The instant, UTC.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Ends at the instant.</returns>
    public abstract Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken);

    /// <summary>Waits for an event. Events that came before are kept and taken in their order.</summary>
    /// <typeparam name="T">Payload, from JSON.</typeparam>
    /// <param name="eventName">Name, without regard to case.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The payload.</returns>
    public abstract Task<T> WaitForExternalEventAsync<T>(string eventName, CancellationToken cancellationToken = default);

    /// <summary>Waits for an event for some time.</summary>
    /// <typeparam name="T">Payload, from JSON.</typeparam>
    /// <param name="eventName">Name, without regard to case.</param>
    /// <param name="timeout">How long; less than zero for ever.</param>
    /// <returns>The payload; a <see cref="TaskCanceledException"/> when the time is over.</returns>
    public abstract Task<T> WaitForExternalEventAsync<T>(string eventName, TimeSpan timeout);

    /// <summary>Sends an event to another instance.</summary>
    /// <param name="instanceId">Its id.</param>
    /// <param name="eventName">Name of the event.</param>
    /// <param name="payload">Payload, as JSON.</param>
    public abstract void SendEvent(string instanceId, string eventName, object payload);

    /// <summary>Shows a status of the workflow's own in its state.</summary>
    /// <param name="customStatus">The status, as JSON.</param>
    public abstract void SetCustomStatus(object? customStatus);

    /// <summary>Runs another workflow and waits for it.</summary>
    /// <typeparam name="TResult">Its output, from JSON.</typeparam>
    /// <param name="workflowName">Its name.</param>
    /// <param name="input">Its input, as JSON.</param>
    /// <param name="options">Its id and retries.</param>
    /// <returns>The output; fails with <see cref="WorkflowTaskFailedException"/>.</returns>
    public abstract Task<TResult> CallChildWorkflowAsync<TResult>(string workflowName, object? input = null, ChildWorkflowTaskOptions? options = null);

    /// <summary>Runs another workflow without output and waits for it.</summary>
    /// <param name="workflowName">Its name.</param>
    /// <param name="input">Its input, as JSON.</param>
    /// <param name="options">Its id and retries.</param>
    /// <returns>Ends with the workflow.</returns>
    public virtual Task CallChildWorkflowAsync(string workflowName, object? input = null, ChildWorkflowTaskOptions? options = null) =>
        CallChildWorkflowAsync<object>(workflowName, input, options);

    /// <summary>A logger that is silent while the code is run again.</summary>
    /// <param name="categoryName">Category.</param>
    /// <returns>The logger.</returns>
    public abstract ILogger CreateReplaySafeLogger(string categoryName);

    /// <inheritdoc cref="CreateReplaySafeLogger(string)" />
    /// <param name="type">Type whose full name is the category.</param>
    public abstract ILogger CreateReplaySafeLogger(Type type);

    /// <inheritdoc cref="CreateReplaySafeLogger(string)" />
    /// <typeparam name="T">Type whose full name is the category.</typeparam>
    public abstract ILogger CreateReplaySafeLogger<T>();

    /// <summary>Starts the workflow afresh with a new input and an empty history under the same id, once this run ends.</summary>
    /// <param name="newInput">The new input, as JSON.</param>
    /// <param name="preserveUnprocessedEvents">True keeps events nobody took yet.</param>
    public abstract void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true);

    /// <summary>A unique id that is the same when the code is run again.</summary>
    /// <returns>The id.</returns>
    public abstract Guid NewGuid();
}
