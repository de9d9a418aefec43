using Dapr.Workflow.Client;
using Dapr.Workflow.Protocol;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Dapr.Workflow;

/// <summary>Starts instances, asks for them and acts on them. Errors of the sidecar are <see cref="RpcException"/>s.</summary>
public sealed class DaprWorkflowClient : IDaprWorkflowClient
{
    private readonly SidecarChannel _sidecar;

    internal DaprWorkflowClient(SidecarChannel sidecar) => _sidecar = sidecar;

    /// <inheritdoc />
    public Task<string> ScheduleNewWorkflowAsync(string name, string? instanceId = null, object? input = null) =>
        ScheduleNewWorkflowAsync(name, instanceId, input, (DateTimeOffset?)null);

    /// <inheritdoc />
    public Task<string> ScheduleNewWorkflowAsync(string name, string? instanceId, object? input, DateTime? startTime) =>
        ScheduleNewWorkflowAsync(name, instanceId, input, startTime is { } start ? new DateTimeOffset(start) : (DateTimeOffset?)null);

    /// <inheritdoc />
    public async Task<string> ScheduleNewWorkflowAsync(string name, string? instanceId, object? input, DateTimeOffset? startTime, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var request = new CreateInstanceRequest
        {
            InstanceId = instanceId ?? Guid.NewGuid().ToString(),
            Name = name,
            Input = WorkflowJson.Write(input),
            ScheduledStartTimestamp = startTime is { } start ? Timestamp.FromDateTimeOffset(start) : null,
            ParentTraceContext = WorkflowTracing.Now(),
        };
        return (await _sidecar.Client.StartInstanceAsync(request, _sidecar.Call(cancellation))).InstanceId;
    }

    /// <inheritdoc />
    public async Task<WorkflowState> GetWorkflowStateAsync(string instanceId, bool getInputsAndOutputs = true, CancellationToken cancellation = default) =>
        new(await _sidecar.Client.GetInstanceAsync(Ask(instanceId, getInputsAndOutputs), _sidecar.Call(cancellation)));

    /// <inheritdoc />
    public async Task<WorkflowState> WaitForWorkflowStartAsync(string instanceId, bool getInputsAndOutputs = true, CancellationToken cancellation = default) =>
        Existing(instanceId, await _sidecar.Client.WaitForInstanceStartAsync(Ask(instanceId, getInputsAndOutputs), _sidecar.Call(cancellation)));

    /// <inheritdoc />
    public async Task<WorkflowState> WaitForWorkflowCompletionAsync(string instanceId, bool getInputsAndOutputs = true, CancellationToken cancellation = default) =>
        Existing(instanceId, await _sidecar.Client.WaitForInstanceCompletionAsync(Ask(instanceId, getInputsAndOutputs), _sidecar.Call(cancellation)));

    /// <inheritdoc />
    public async Task RaiseEventAsync(string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        var request = new RaiseEventRequest { InstanceId = instanceId, Name = eventName, Input = WorkflowJson.Write(eventPayload) };
        await _sidecar.Client.RaiseEventAsync(request, _sidecar.Call(cancellation));
    }

    /// <inheritdoc />
    public async Task TerminateWorkflowAsync(string instanceId, object? output = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        var request = new TerminateRequest { InstanceId = instanceId, Output = WorkflowJson.Write(output), Recursive = true };
        await _sidecar.Client.TerminateInstanceAsync(request, _sidecar.Call(cancellation));
    }

    /// <inheritdoc />
    public async Task SuspendWorkflowAsync(string instanceId, string? reason = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        await _sidecar.Client.SuspendInstanceAsync(new SuspendRequest { InstanceId = instanceId, Reason = reason ?? "" }, _sidecar.Call(cancellation));
    }

    /// <inheritdoc />
    public async Task ResumeWorkflowAsync(string instanceId, string? reason = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        await _sidecar.Client.ResumeInstanceAsync(new ResumeRequest { InstanceId = instanceId, Reason = reason ?? "" }, _sidecar.Call(cancellation));
    }

    /// <inheritdoc />
    public async Task<bool> PurgeInstanceAsync(string instanceId, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        try
        {
            var reply = await _sidecar.Client.PurgeInstancesAsync(new PurgeInstancesRequest { InstanceId = instanceId, Recursive = true }, _sidecar.Call(cancellation));
            return reply.DeletedInstanceCount > 0;
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
        {
            return false;
        }
    }

    /// <inheritdoc />
    public async Task<WorkflowInstancePage> ListInstanceIdsAsync(string? continuationToken = null, int? pageSize = null, CancellationToken cancellation = default)
    {
        var request = new ListInstanceIDsRequest();
        if (continuationToken is not null)
            request.ContinuationToken = continuationToken;
        if (pageSize is { } size)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size, nameof(pageSize));
            request.PageSize = (uint)size;
        }
        var reply = await _sidecar.Client.ListInstanceIDsAsync(request, _sidecar.Call(cancellation));
        return new WorkflowInstancePage([.. reply.InstanceIds], reply.HasContinuationToken ? reply.ContinuationToken : null);
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static GetInstanceRequest Ask(string instanceId, bool full)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        return new GetInstanceRequest { InstanceId = instanceId, GetInputsAndOutputs = full };
    }

    private static WorkflowState Existing(string instanceId, GetInstanceResponse reply) =>
        reply.Exists ? new WorkflowState(reply) : throw new InvalidOperationException($"Workflow instance '{instanceId}' does not exist");
}
