using Grpc.Core;

namespace LocalDapr.Faults;

/// <summary>Kills the workflow engine or a worker between two of their messages. Costs nothing while nobody watches.</summary>
public sealed class WorkflowFaults
{
    private readonly Lock _gate = new();
    private readonly List<WorkflowPoint> _passed = [];
    private TaskCompletionSource<WorkflowPoint>? _killed;
    private int _step = -1;
    private WorkflowVictim _victim;
    private volatile bool _watched;

    /// <summary>The points passed since <see cref="Watch"/>, in order.</summary>
    public IReadOnlyList<WorkflowPoint> Passed
    {
        get
        {
            lock (_gate)
                return [.. _passed];
        }
    }

    /// <summary>True from the engine's death on: it sends nothing, takes nothing and writes nothing, also nothing that waited for its commit.</summary>
    internal bool EngineIsDead { get; private set; }

    /// <summary>Whether points are counted; while they are not, nothing about them has to be found out.</summary>
    internal bool AreWatched => _watched;

    /// <summary>Counts points from now on.</summary>
    public void Watch() => _watched = true;

    /// <summary>Counts points from now on and kills at one of them. A dead engine comes back with a new host on the same data folder; a worker's streams are cut and its late answers refused, so it comes back by connecting again.</summary>
    /// <param name="step">Number of the point, from 0.</param>
    /// <param name="victim">Who dies.</param>
    /// <returns>Ends when it happened, with the point.</returns>
    public Task<WorkflowPoint> KillAt(int step, WorkflowVictim victim)
    {
        lock (_gate)
        {
            (_step, _victim, _watched) = (_passed.Count + step, victim, true);
            return (_killed = new TaskCompletionSource<WorkflowPoint>(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>Passes a point.</summary>
    /// <param name="kind">Between which messages.</param>
    /// <param name="instanceId">The instance.</param>
    /// <param name="work">Its work.</param>
    /// <param name="cutWorkers">Cuts the streams of the workers.</param>
    /// <exception cref="RpcException">Somebody died here, or the engine did before.</exception>
    internal void Pass(WorkflowPointKind kind, string instanceId, string work, Action cutWorkers)
    {
        if (!_watched)
            return;
        var point = new WorkflowPoint(kind, instanceId, work);
        lock (_gate)
        {
            if (EngineIsDead)
                throw Dead();
            _passed.Add(point);
            if (_passed.Count - 1 != _step)
                return;
            EngineIsDead = _victim == WorkflowVictim.Engine;
        }
        cutWorkers();
        _killed!.TrySetResult(point);
        throw Dead();
    }

    private static RpcException Dead() => new(new Status(StatusCode.Unavailable, "killed (injected)"));
}

/// <summary>A place between two messages of the engine and a worker.</summary>
/// <param name="Kind">Between which messages.</param>
/// <param name="InstanceId">The instance.</param>
/// <param name="Work">The work: <c>turn</c>, or the activity's name.</param>
public sealed record WorkflowPoint(WorkflowPointKind Kind, string InstanceId, string Work);

/// <summary>Between which messages a point lies.</summary>
public enum WorkflowPointKind
{
    /// <summary>The engine is about to send a work item.</summary>
    ItemReady,

    /// <summary>The work item is on its way.</summary>
    ItemSent,

    /// <summary>The worker's answer has come and nothing is done with it.</summary>
    AnswerArrived,

    /// <summary>The worker's answer is durable and the worker does not know.</summary>
    AnswerTaken,
}

/// <summary>Who dies at a point.</summary>
public enum WorkflowVictim
{
    /// <summary>The application's worker.</summary>
    Worker,

    /// <summary>The engine.</summary>
    Engine,
}
