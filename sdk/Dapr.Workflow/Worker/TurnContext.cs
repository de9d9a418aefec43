using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Dapr.Workflow.Client;
using Dapr.Workflow.Protocol;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Logging;

namespace Dapr.Workflow.Worker;

/// <summary>The context of a workflow during one turn: collects its actions and completes its tasks.</summary>
internal sealed class TurnContext(string name, string instanceId, string executionId, ILoggerFactory loggers) : WorkflowContext
{
    // The protocol's instant for a wait without end.
    private static readonly Timestamp Never = new() { Seconds = 253402300799, Nanos = 999999999 };

    private readonly Dictionary<int, TaskCompletionSource<HistoryEvent>> _open = [];
    private readonly SortedDictionary<int, WorkflowAction> _actions = [];
    private DateTime _now;
    private bool _replaying;
    private int _sequence;
    private int _guids;

    /// <inheritdoc />
    public override string Name => name;

    /// <inheritdoc />
    public override string InstanceId => instanceId;

    /// <inheritdoc />
    public override DateTime CurrentUtcDateTime => _now;

    /// <inheritdoc />
    public override bool IsReplaying => _replaying;

    /// <summary>Actions that are not in the history yet, by id.</summary>
    public IReadOnlyDictionary<int, WorkflowAction> Actions => _actions;

    /// <summary>External events.</summary>
    public EventInbox Events { get; } = new();

    /// <summary>Status the workflow set, as JSON; null when it set none.</summary>
    public string? CustomStatus { get; private set; }

    /// <summary>The workflow's wish to start afresh, or null.</summary>
    public (string Input, bool KeepEvents)? Again { get; private set; }

    /// <summary>Id of the action that ends the turn.</summary>
    public int NextId => _sequence;

    /// <summary>Sets time and replay.</summary>
    /// <param name="now">The time, or null to keep it.</param>
    /// <param name="replaying">Whether the past is run through.</param>
    public void Move(DateTime? now, bool replaying)
    {
        _now = now ?? _now;
        _replaying = replaying;
    }

    /// <summary>Takes an action off the list because it is in the history.</summary>
    /// <param name="id">Its id.</param>
    /// <returns>The action, or null when the code did not ask for it.</returns>
    public WorkflowAction? Confirm(int id) => _actions.Remove(id, out var action) ? action : null;

    /// <summary>Completes a task; one that is not open is over already.</summary>
    /// <param name="id">Id of its action.</param>
    /// <param name="result">The event with its result.</param>
    public void Complete(int id, HistoryEvent result)
    {
        if (_open.Remove(id, out var task))
            task.TrySetResult(result);
    }

    /// <inheritdoc />
    public override Task<T> CallActivityAsync<T>(string name, object? input = null, WorkflowTaskOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        var key = DeterministicGuid($"task:{_sequence}").ToString();
        return RetryAsync(
            options?.RetryPolicy,
            () => ReadAsync<T>($"Activity '{name}'", Open(new WorkflowAction
            {
                ScheduleTask = new ScheduleTaskAction { Name = name, Input = WorkflowJson.Write(input), TaskExecutionId = key, Router = Route(options) },
            })),
            () => new CreateTimerAction { ActivityRetry = new TimerOriginActivityRetry { TaskExecutionId = key } });
    }

    /// <inheritdoc />
    public override Task<TResult> CallChildWorkflowAsync<TResult>(string workflowName, object? input = null, ChildWorkflowTaskOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(workflowName);
        var first = options?.InstanceId ?? $"{instanceId}:{_sequence:x4}";
        return RetryAsync(
            options?.RetryPolicy,
            () => ReadAsync<TResult>($"Child workflow '{workflowName}'", Open(new WorkflowAction
            {
                CreateChildWorkflow = new CreateChildAction
                {
                    InstanceId = options?.InstanceId ?? $"{instanceId}:{_sequence:x4}",
                    Name = workflowName,
                    Input = WorkflowJson.Write(input),
                    Router = Route(options),
                },
            })),
            () => new CreateTimerAction { ChildWorkflowRetry = new TimerOriginChildRetry { InstanceId = first } });
    }

    /// <inheritdoc />
    public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken) =>
        Timer(Instant(fireAt), new CreateTimerAction { CreateTimer = new TimerOriginCreateTimer() }, cancellationToken);

    /// <inheritdoc />
    public override async Task<T> WaitForExternalEventAsync<T>(string eventName, CancellationToken cancellationToken = default) =>
        WorkflowJson.Read<T>(await Events.TakeAsync(eventName, cancellationToken))!;

    /// <inheritdoc />
    public override async Task<T> WaitForExternalEventAsync<T>(string eventName, TimeSpan timeout)
    {
        if (timeout == TimeSpan.Zero)
            throw new TaskCanceledException($"The wait for event '{eventName}' has no time.");
        using var stopTimer = new CancellationTokenSource();
        using var stopWaiting = new CancellationTokenSource();
        var origin = new CreateTimerAction { ExternalEvent = new TimerOriginExternalEvent { Name = eventName } };
        var timer = Timer(timeout < TimeSpan.Zero ? Never : Instant(_now.Add(timeout)), origin, stopTimer.Token);
        var raised = WaitForExternalEventAsync<T>(eventName, stopWaiting.Token);
        var over = await Task.WhenAny(timer, raised) == raised ? stopTimer : stopWaiting;
        over.Cancel(); // Not CancelAsync: it would leave the thread of the turn.
        return await raised;
    }

    /// <inheritdoc />
    public override void SendEvent(string instanceId, string eventName, object payload)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(instanceId);
        ArgumentException.ThrowIfNullOrWhiteSpace(eventName);
        Act(new WorkflowAction
        {
            SendEvent = new SendEventAction { Instance = new WorkflowInstance { InstanceId = instanceId }, Name = eventName, Data = WorkflowJson.Write(payload) },
        });
    }

    /// <inheritdoc />
    public override void SetCustomStatus(object? customStatus) => CustomStatus = WorkflowJson.Write(customStatus);

    /// <inheritdoc />
    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true) => Again = (WorkflowJson.Write(newInput), preserveUnprocessedEvents);

    /// <inheritdoc />
    public override Guid NewGuid() => DeterministicGuid($"guid:{_guids++}");

    /// <inheritdoc />
    public override ILogger CreateReplaySafeLogger(string categoryName) => new ReplaySafeLogger(loggers.CreateLogger(categoryName), this);

    /// <inheritdoc />
    public override ILogger CreateReplaySafeLogger(System.Type type) => new ReplaySafeLogger(loggers.CreateLogger(type), this);

    /// <inheritdoc />
    public override ILogger CreateReplaySafeLogger<T>() => new ReplaySafeLogger(loggers.CreateLogger<T>(), this);

    private static Timestamp Instant(DateTime time) => Timestamp.FromDateTime(DateTime.SpecifyKind(time, DateTimeKind.Utc));

    private static TaskRouter? Route(WorkflowTaskOptions? options) => options?.TargetAppId is { Length: > 0 } app ? new TaskRouter { TargetAppID = app } : null;

    private static async Task<T> ReadAsync<T>(string what, Task<HistoryEvent> task)
    {
        var done = await task;
        return (done.TaskFailed?.FailureDetails ?? done.ChildWorkflowInstanceFailed?.FailureDetails) is { } failure
            ? throw new WorkflowTaskFailedException(
                $"{what} failed: {failure.ErrorMessage}",
                new WorkflowTaskFailureDetails(failure.ErrorType, failure.ErrorMessage, failure.StackTrace) { IsNonRetriable = failure.IsNonRetriable })
            : WorkflowJson.Read<T>(done.TaskCompleted?.Result ?? done.ChildWorkflowInstanceCompleted?.Result)!;
    }

    private async Task<T> RetryAsync<T>(WorkflowRetryPolicy? policy, Func<Task<T>> attempt, Func<CreateTimerAction> origin)
    {
        var begin = _now;
        for (var failed = 1; ; failed++)
        {
            TimeSpan delay;
            try
            {
                return await attempt();
            }
            catch (WorkflowTaskFailedException e) when (policy is not null && !e.FailureDetails.IsNonRetriable && policy.Next(failed, _now - begin) is not null)
            {
                delay = policy.Next(failed, _now - begin)!.Value;
            }
            await Timer(Instant(_now.Add(delay)), origin(), CancellationToken.None);
        }
    }

    private async Task Timer(Timestamp fireAt, CreateTimerAction action, CancellationToken cancellationToken)
    {
        action.FireAt = fireAt;
        await Open(new WorkflowAction { CreateTimer = action }, cancellationToken);
    }

    private Task<HistoryEvent> Open(WorkflowAction action, CancellationToken cancellationToken = default)
    {
        var task = new TaskCompletionSource<HistoryEvent>();
        _open.Add(Act(action), task);
        cancellationToken.Register(() => task.TrySetCanceled(cancellationToken));
        return task.Task;
    }

    private int Act(WorkflowAction action)
    {
        action.Id = _sequence++;
        _actions.Add(action.Id, action);
        return action.Id;
    }

    private Guid DeterministicGuid(string what)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{instanceId}|{executionId}|{what}"), hash);
        // Version 8, as RFC 9562 has it for identifiers of one's own making.
        BinaryPrimitives.WriteUInt16BigEndian(hash[6..], (ushort)((BinaryPrimitives.ReadUInt16BigEndian(hash[6..]) & 0x0fff) | 0x8000));
        hash[8] = (byte)((hash[8] & 0x3f) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
