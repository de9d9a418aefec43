using Dapr.Workflow.Protocol;
using Google.Protobuf.WellKnownTypes;
using LocalDapr.Faults;
using LocalDapr.Sidecars;
using LocalDapr.Storage;
using Microsoft.Extensions.Logging;
using Status = Dapr.Workflow.Protocol.OrchestrationStatus;

namespace LocalDapr.Workflow.Engine;

/// <summary>The workflow engine of a host. What it says is done is durable; everything living is in memory, everything ended only on disk.</summary>
internal sealed partial class WorkflowEngine : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<InstanceKey, Instance> _instances = [];
    private readonly WorkflowStore _store;
    private readonly TimerHeap _timers;
    private readonly Mesh _mesh;
    private readonly ILogger _log;
    private readonly Task _loaded;
    private bool _disposed;

    private WorkflowEngine(Mesh mesh, ILoggerFactory loggers)
    {
        _mesh = mesh;
        _log = loggers.CreateLogger("LocalDapr.Workflow");
        _store = new WorkflowStore(SqliteFile.Shared(mesh, Path.Combine(mesh.DataDirectory, "workflow.db"), TimeSpan.FromSeconds(5)), mesh.Faults.Workflow);
        _timers = new TimerHeap(mesh.Clock, Wake);
        using (ExecutionContext.SuppressFlow())
        {
            _expiryTimer = mesh.Clock.CreateTimer(_ => Expire(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _loaded = Task.Run(LoadAsync);
        }
    }

    /// <summary>The engine of a host, created at the first call.</summary>
    /// <param name="host">The host's shared part.</param>
    /// <param name="loggers">Log factory.</param>
    /// <returns>The engine.</returns>
    public static WorkflowEngine Of(Mesh host, ILoggerFactory loggers) => host.Shared(mesh => new WorkflowEngine(mesh, loggers));

    /// <summary>The clock.</summary>
    public TimeProvider Clock => _mesh.Clock;

    /// <summary>Deaths that a test asks for.</summary>
    public WorkflowFaults Faults => _mesh.Faults.Workflow;

    /// <summary>Creates an instance and waits until its first turn is done, unless it begins later.</summary>
    /// <param name="app">App id.</param>
    /// <param name="request">What to create.</param>
    /// <param name="cancellationToken">Ends the wait, not the instance.</param>
    /// <returns>False when a living instance has this id.</returns>
    public async Task<bool> StartAsync(string app, CreateInstanceRequest request, CancellationToken cancellationToken)
    {
        await _loaded;
        var started = new ExecutionStartedEvent
        {
            Name = request.Name,
            Version = request.Version,
            Input = request.Input,
            WorkflowInstance = new WorkflowInstance { InstanceId = request.InstanceId, ExecutionId = request.ExecutionId ?? Guid.NewGuid().ToString() },
            ScheduledStartTimestamp = request.ScheduledStartTimestamp,
            ParentTraceContext = request.ParentTraceContext,
            Tags = { request.Tags },
        };
        Task saved;
        Task begun = Task.CompletedTask;
        lock (_gate)
        {
            var key = new InstanceKey(app, request.InstanceId);
            if (_instances.ContainsKey(key))
                return false;
            var writes = new List<Action<SqliteSession>>();
            var instance = Create(key, started, writes);
            if (!IsDelayed(instance))
                begun = (instance.Begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            saved = CommitAsync(writes, [instance], () => Delay(instance));
        }
        await saved;
        await begun.WaitAsync(cancellationToken);
        return true;
    }

    /// <summary>The state of an instance.</summary>
    /// <param name="key">The instance.</param>
    /// <returns>A copy, or null.</returns>
    public async Task<InstanceState?> FindAsync(InstanceKey key)
    {
        await _loaded;
        InstanceState? state = null;
        var durable = Task.CompletedTask;
        lock (_gate)
        {
            if (_instances.TryGetValue(key, out var living))
            {
                state = living.State.Clone();
                if (living.Saving > 0)
                    durable = _store.WriteAsync([]);
            }
        }
        await durable;
        return state ?? await _store.FindAsync(key);
    }

    /// <summary>Waits for an instance to begin or to end.</summary>
    /// <param name="key">The instance.</param>
    /// <param name="end">True for its end.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Its state, or null when there is none.</returns>
    public async Task<InstanceState?> WaitAsync(InstanceKey key, bool end, CancellationToken cancellationToken)
    {
        await _loaded;
        Task? wait = null;
        lock (_gate)
        {
            if (_instances.TryGetValue(key, out var living))
            {
                if (end)
                    wait = (living.Ended ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
                else if (living.State.WorkflowStatus == Status.Pending)
                    wait = (living.Begun ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }
        }
        if (wait is not null)
            await wait.WaitAsync(cancellationToken);
        return await FindAsync(key);
    }

    /// <summary>Gives an event to an instance; one that has ended takes it silently.</summary>
    /// <param name="key">The instance.</param>
    /// <param name="happened">The event.</param>
    /// <param name="waitForTurn">True waits until a connected worker has seen it.</param>
    /// <param name="cancellationToken">Ends the wait, not the event.</param>
    /// <returns>What became of it.</returns>
    public async Task<EventOutcome> SendAsync(InstanceKey key, HistoryEvent happened, bool waitForTurn, CancellationToken cancellationToken)
    {
        await _loaded;
        Task? saved = null;
        Task turned = Task.CompletedTask;
        lock (_gate)
        {
            if (_instances.TryGetValue(key, out var instance))
            {
                if (instance.State.WorkflowStatus == Status.Stalled && happened.EventRaised is not null)
                    return EventOutcome.Stalled;
                if (waitForTurn && HasWorker(key.App))
                    turned = (instance.Turned ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
                saved = Receive(instance, happened);
            }
        }
        if (saved is null)
            return await _store.FindAsync(key) is null ? EventOutcome.NoInstance : EventOutcome.Ended;
        await saved;
        await turned.WaitAsync(cancellationToken);
        return EventOutcome.Taken;
    }

    /// <summary>Deletes an ended instance.</summary>
    /// <param name="key">The instance.</param>
    /// <param name="recursive">True deletes its ended children as well.</param>
    /// <param name="force">True deletes a living one, too.</param>
    /// <returns>Number of instances deleted; 0 when there is none, -1 when it lives.</returns>
    public async Task<int> PurgeAsync(InstanceKey key, bool recursive, bool force)
    {
        var history = await HistoryAsync(key);
        if (history is null)
            return 0;
        Task saved;
        lock (_gate)
        {
            if (_instances.TryGetValue(key, out var living))
            {
                if (!force)
                    return -1;
                Forget(living);
            }
            saved = CommitAsync([WorkflowStore.Clear(key, history: true), WorkflowStore.Delete(key)], [], null);
        }
        await saved;
        var deleted = 1;
        if (recursive)
        {
            foreach (var child in history.Where(e => e.ChildWorkflowInstanceCreated is not null))
                deleted += Math.Max(0, await PurgeAsync(key with { Id = child.ChildWorkflowInstanceCreated.InstanceId }, recursive: true, force));
        }
        return deleted;
    }

    /// <summary>The past of an instance.</summary>
    /// <param name="key">The instance.</param>
    /// <returns>The events, or null when there is no such instance.</returns>
    public async Task<IReadOnlyList<HistoryEvent>?> HistoryAsync(InstanceKey key)
    {
        await _loaded;
        byte[]? bytes = null;
        lock (_gate)
            bytes = _instances.GetValueOrDefault(key)?.History;
        if (bytes is null)
        {
            if (await _store.FindAsync(key) is null)
                return null;
            bytes = await _store.HistoryAsync(key);
        }
        return WorkflowRequest.Parser.ParseFrom(bytes).PastEvents;
    }

    /// <summary>A page of ids.</summary>
    /// <param name="app">App id.</param>
    /// <param name="after">Last id of the page before, or empty.</param>
    /// <param name="size">Ids on the page.</param>
    /// <returns>The ids.</returns>
    public async Task<List<string>> ListAsync(string app, string after, int size)
    {
        await _loaded;
        return await _store.ListAsync(app, after, size);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _disposed = true;
            foreach (var worker in _workers.Values.SelectMany(w => w))
                worker.Close();
        }
        _timers.Dispose();
        await _expiryTimer.DisposeAsync();
        await _loaded.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private Timestamp Now() => Timestamp.FromDateTimeOffset(_mesh.Clock.GetUtcNow());

    private HistoryEvent Happened() => new() { EventId = -1, Timestamp = Now() };

    private bool IsDelayed(Instance instance) =>
        instance.Started?.ScheduledStartTimestamp?.ToDateTimeOffset() > _mesh.Clock.GetUtcNow();

    private void Delay(Instance instance)
    {
        if (IsDelayed(instance))
            _timers.Add(instance, TimerHeap.Start, instance.Started!.ScheduledStartTimestamp.ToDateTimeOffset());
    }

    private Instance Create(InstanceKey key, ExecutionStartedEvent started, List<Action<SqliteSession>> writes)
    {
        var now = Now();
        var instance = new Instance(key, new InstanceState
        {
            InstanceId = key.Id,
            Name = started.Name,
            Version = started.Version,
            Input = started.Input,
            WorkflowStatus = Status.Pending,
            CreatedTimestamp = now,
            LastUpdatedTimestamp = now,
            ScheduledStartTimestamp = started.ScheduledStartTimestamp,
        })
        { Started = started };
        _instances.Add(key, instance);
        var happened = Happened();
        happened.ExecutionStarted = started;
        writes.Add(WorkflowStore.Clear(key, history: true));
        writes.Add(WorkflowStore.Save(instance));
        writes.Add(WorkflowStore.Put(key, instance.Receive(happened)));
        return instance;
    }

    private Task Receive(Instance instance, HistoryEvent happened) =>
        CommitAsync([WorkflowStore.Put(instance.Key, instance.Receive(happened))], [instance], null);

    // Called with the lock held, so that commits stand in the order of what they say.
    private Task CommitAsync(List<Action<SqliteSession>> writes, IReadOnlyList<Instance> touched, Action? then)
    {
        foreach (var instance in touched)
            instance.Saving++;
        return FinishAsync(_store.WriteAsync(writes), touched, then);
    }

    private async Task FinishAsync(Task written, IReadOnlyList<Instance> touched, Action? then)
    {
        await written;
        lock (_gate)
        {
            foreach (var instance in touched)
                instance.Saving--;
            if (_disposed)
                return;
            then?.Invoke();
            foreach (var instance in touched)
                TryTurn(instance);
        }
    }

    private void Forget(Instance instance)
    {
        instance.Gone = true;
        _instances.Remove(instance.Key);
        instance.Turn?.Worker.Turns.Remove(instance);
        instance.Turn = null;
        instance.Begun?.TrySetResult();
        instance.Ended?.TrySetResult();
        instance.Turned?.TrySetResult();
        instance.History = [];
    }

    private void Wake()
    {
        lock (_gate)
        {
            if (_disposed)
                return;
            foreach (var (instance, timerId, at) in _timers.TakeDue())
            {
                if (timerId == TimerHeap.Start)
                {
                    TryTurn(instance);
                    continue;
                }
                var fired = Happened();
                fired.TimerFired = new TimerFiredEvent { TimerId = timerId, FireAt = Timestamp.FromDateTimeOffset(at) };
                _ = Receive(instance, fired);
            }
        }
    }
}

/// <summary>What became of an event.</summary>
internal enum EventOutcome
{
    /// <summary>The instance has it.</summary>
    Taken,

    /// <summary>The instance has ended.</summary>
    Ended,

    /// <summary>There is no such instance.</summary>
    NoInstance,

    /// <summary>The instance is stalled.</summary>
    Stalled,
}
