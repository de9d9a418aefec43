using Dapr.Workflow.Protocol;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using LocalDapr.Workflow.Engine;

namespace LocalDapr.Workflow;

/// <summary>What callers may do with instances; mistakes are <see cref="RpcException"/>s.</summary>
internal sealed class WorkflowApi(WorkflowEngine engine, string appId)
{
    /// <summary>What Dapr says of an instance it does not know.</summary>
    public const string NoSuchInstance = "no such instance exists";

    /// <summary>Starts an instance.</summary>
    /// <param name="request">What to start; without id it gets one.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The id.</returns>
    public async Task<string> StartAsync(CreateInstanceRequest request, CancellationToken cancellationToken)
    {
        if (request.Name.Length == 0)
            throw Error(StatusCode.InvalidArgument, "workflow name is not configured");
        if (request.InstanceId.Length == 0)
            request.InstanceId = Guid.NewGuid().ToString();
        return await engine.StartAsync(appId, request, cancellationToken)
            ? request.InstanceId
            : throw Error(StatusCode.AlreadyExists, $"an active workflow with ID '{request.InstanceId}' already exists");
    }

    /// <summary>The state of an instance.</summary>
    /// <param name="id">Id.</param>
    /// <param name="full">False leaves out input, output, custom status and failure.</param>
    /// <returns>The answer.</returns>
    public async Task<GetInstanceResponse> GetAsync(string id, bool full) => Answer(await engine.FindAsync(Key(id)), full);

    /// <summary>Waits for an instance.</summary>
    /// <param name="id">Id.</param>
    /// <param name="end">True for its end, false for its begin.</param>
    /// <param name="full">As for <see cref="GetAsync"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The answer.</returns>
    public async Task<GetInstanceResponse> WaitAsync(string id, bool end, bool full, CancellationToken cancellationToken) =>
        Answer(await engine.WaitAsync(Key(id), end, cancellationToken), full);

    /// <summary>Raises an event.</summary>
    /// <param name="id">Id.</param>
    /// <param name="name">Name of the event.</param>
    /// <param name="input">Payload, as JSON.</param>
    public Task RaiseAsync(string id, string name, string? input) =>
        SendAsync(id, new HistoryEvent { EventRaised = new EventRaisedEvent { Name = name, Input = input } }, waitForTurn: false, CancellationToken.None);

    /// <summary>Suspends an instance.</summary>
    /// <param name="id">Id.</param>
    /// <param name="reason">Why.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task SuspendAsync(string id, string? reason, CancellationToken cancellationToken) =>
        SendAsync(id, new HistoryEvent { ExecutionSuspended = new ExecutionSuspendedEvent { Input = Text(reason) } }, waitForTurn: true, cancellationToken);

    /// <summary>Resumes an instance.</summary>
    /// <param name="id">Id.</param>
    /// <param name="reason">Why.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task ResumeAsync(string id, string? reason, CancellationToken cancellationToken) =>
        SendAsync(id, new HistoryEvent { ExecutionResumed = new ExecutionResumedEvent { Input = Text(reason) } }, waitForTurn: true, cancellationToken);

    /// <summary>Terminates an instance.</summary>
    /// <param name="id">Id.</param>
    /// <param name="output">Its output, as JSON.</param>
    /// <param name="recursive">True terminates its children as well.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task TerminateAsync(string id, string? output, bool recursive, CancellationToken cancellationToken) =>
        SendAsync(id, new HistoryEvent { ExecutionTerminated = new ExecutionTerminatedEvent { Input = output, Recurse = recursive } }, waitForTurn: true, cancellationToken);

    /// <summary>Deletes an ended instance.</summary>
    /// <param name="id">Id.</param>
    /// <param name="recursive">True deletes its ended children as well.</param>
    /// <param name="force">True deletes a living one, too.</param>
    /// <returns>Number of instances deleted.</returns>
    public async Task<int> PurgeAsync(string id, bool recursive, bool force) => await engine.PurgeAsync(Key(id), recursive, force) switch
    {
        0 => throw Error(StatusCode.NotFound, $"failed to purge orchestration state: {NoSuchInstance}"),
        -1 => throw Error(StatusCode.FailedPrecondition, "failed to purge orchestration state: orchestration has not yet completed"),
        var deleted => deleted,
    };

    /// <summary>An error of the API.</summary>
    /// <param name="code">Code.</param>
    /// <param name="message">Message.</param>
    /// <returns>The exception.</returns>
    public static RpcException Error(StatusCode code, string message) => new(new Status(code, message));

    private static string? Text(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static GetInstanceResponse Answer(InstanceState? state, bool full)
    {
        if (state is null)
            return new GetInstanceResponse();
        if (!full)
            (state.Input, state.Output, state.CustomStatus, state.FailureDetails) = (null, null, null, null);
        return new GetInstanceResponse { Exists = true, WorkflowState = state };
    }

    private async Task SendAsync(string id, HistoryEvent happened, bool waitForTurn, CancellationToken cancellationToken)
    {
        happened.EventId = -1;
        happened.Timestamp = Timestamp.FromDateTimeOffset(engine.Clock.GetUtcNow());
        switch (await engine.SendAsync(Key(id), happened, waitForTurn, cancellationToken))
        {
            case EventOutcome.NoInstance:
                throw Error(StatusCode.NotFound, NoSuchInstance);
            case EventOutcome.Stalled:
                throw Error(StatusCode.FailedPrecondition, $"workflow '{id}' is stalled");
        }
    }

    private InstanceKey Key(string id) => new(appId, id);
}
