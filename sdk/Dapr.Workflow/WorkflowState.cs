using Dapr.Workflow.Client;
using Dapr.Workflow.Protocol;

namespace Dapr.Workflow;

/// <summary>State of an instance when it was asked for.</summary>
public sealed class WorkflowState
{
    private readonly InstanceState? _state;

    internal WorkflowState(GetInstanceResponse reply) => _state = reply.Exists ? reply.WorkflowState : null;

    /// <summary>Name of the workflow; null when there is no such instance.</summary>
    public string? WorkflowName => _state?.Name;

    /// <summary>True when there is such an instance.</summary>
    public bool Exists => _state is not null;

    /// <summary>True while it runs.</summary>
    public bool IsWorkflowRunning => RuntimeStatus == WorkflowRuntimeStatus.Running;

    /// <summary>True when it completed, failed or was terminated.</summary>
    public bool IsWorkflowCompleted => RuntimeStatus is WorkflowRuntimeStatus.Completed or WorkflowRuntimeStatus.Failed or WorkflowRuntimeStatus.Terminated;

    /// <summary>When it was created.</summary>
    public DateTimeOffset CreatedAt => _state?.CreatedTimestamp?.ToDateTimeOffset() ?? default;

    /// <summary>When it changed last.</summary>
    public DateTimeOffset LastUpdatedAt => _state?.LastUpdatedTimestamp?.ToDateTimeOffset() ?? default;

    /// <summary>Where it stands.</summary>
    public WorkflowRuntimeStatus RuntimeStatus => _state is null ? WorkflowRuntimeStatus.Unknown : (WorkflowRuntimeStatus)(int)_state.WorkflowStatus;

    /// <summary>Why it failed, or null.</summary>
    public WorkflowTaskFailureDetails? FailureDetails =>
        _state?.FailureDetails is { } failure ? new WorkflowTaskFailureDetails(failure.ErrorType, failure.ErrorMessage, failure.StackTrace) : null;

    /// <summary>Its input.</summary>
    /// <typeparam name="T">Type, from JSON.</typeparam>
    /// <returns>The input, or the type's default.</returns>
    public T? ReadInputAs<T>() => WorkflowJson.Read<T>(_state?.Input);

    /// <summary>Its output.</summary>
    /// <typeparam name="T">Type, from JSON.</typeparam>
    /// <returns>The output, or the type's default.</returns>
    public T? ReadOutputAs<T>() => WorkflowJson.Read<T>(_state?.Output);

    /// <summary>The status it set itself.</summary>
    /// <typeparam name="T">Type, from JSON.</typeparam>
    /// <returns>The status, or the type's default.</returns>
    public T? ReadCustomStatusAs<T>() => WorkflowJson.Read<T>(_state?.CustomStatus);
}
