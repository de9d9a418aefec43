using LocalDapr.Resources;

namespace LocalDapr.Workflow.Engine;

/// <summary>Limits of an app's Configuration: how much its workers have in hand at a time. What is over waits for its turn.</summary>
internal sealed partial class WorkflowEngine
{
    private readonly Dictionary<string, AppLimits> _limits = new(StringComparer.Ordinal);

    /// <summary>Sets what an app's Configuration says.</summary>
    /// <param name="app">App id.</param>
    /// <param name="spec">The limits, or null for none.</param>
    public void Configure(string app, WorkflowSpec? spec)
    {
        lock (_gate)
            _limits[app] = new AppLimits(spec?.MaxConcurrentWorkflows, spec?.MaxConcurrentActivities, spec?.Retention);
    }

    private bool MayTurn(Instance instance)
    {
        if (LimitsOf(instance.Key.App) is not { Turns: { } most } limits || InHand(instance.Key.App, static w => w.Turns.Count) < most)
            return true;
        if (!instance.WaitsForLimit)
            limits.Waiting.Enqueue(instance);
        instance.WaitsForLimit = true;
        return false;
    }

    private bool MayRun(string app) => LimitsOf(app)?.Activities is not { } most || InHand(app, static w => w.Activities.Count) < most;

    private void TurnNext(string app)
    {
        while (LimitsOf(app) is { Turns: { } most, Waiting.Count: > 0 } limits && InHand(app, static w => w.Turns.Count) < most && limits.Waiting.TryDequeue(out var instance))
        {
            instance.WaitsForLimit = false;
            TryTurn(instance);
        }
    }

    private void RunNext(string app)
    {
        if (_staged.FindIndex(a => a.App == app) is not (>= 0 and var index))
            return;
        var activity = _staged[index];
        _staged.RemoveAt(index);
        Give(activity);
    }

    private AppLimits? LimitsOf(string app) => _limits.GetValueOrDefault(app);

    private int InHand(string app, Func<WorkerConnection, int> count) => _workers.TryGetValue(app, out var workers) ? workers.Sum(count) : 0;

    private sealed record AppLimits(int? Turns, int? Activities, WorkflowRetention? Retention)
    {
        public Queue<Instance> Waiting { get; } = new();
    }
}
