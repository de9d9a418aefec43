using System.Collections.Concurrent;

namespace LocalDapr.Actors;

/// <summary>The active actors of one sidecar: turns, and deactivation of those nobody calls.</summary>
internal sealed class ActorHost : IAsyncDisposable
{
    private readonly ConcurrentDictionary<ActorKey, ActorInstance> _active = new();
    private readonly PriorityQueue<ActorInstance, long> _idle = new();
    private readonly Lock _gate = new();
    private readonly ActorConfig _config;
    private readonly ActorApp _app;
    private readonly TimeProvider _clock;
    private readonly ITimer _timer;
    private readonly CancellationTokenSource _stopping = new();
    private long _armedFor = long.MaxValue;

    /// <summary>Creates the host of an application's actors.</summary>
    /// <param name="appId">App id of the sidecar.</param>
    /// <param name="config">What the application said.</param>
    /// <param name="app">The application.</param>
    /// <param name="clock">The clock.</param>
    public ActorHost(string appId, ActorConfig config, ActorApp app, TimeProvider clock)
    {
        AppId = appId;
        _config = config;
        _app = app;
        _clock = clock;
        _timer = clock.CreateTimer(_ => FindIdle(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>App id of the sidecar.</summary>
    public string AppId { get; }

    /// <summary>Hosted types.</summary>
    public IEnumerable<string> Types => _config.Types.Keys;

    /// <summary>Hosted types with the number of their active actors.</summary>
    public IReadOnlyList<KeyValuePair<string, int>> Counts =>
        [.. Types.Select(type => KeyValuePair.Create(type, _active.Keys.Count(k => k.Type == type)))];

    /// <summary>Whether a type is hosted.</summary>
    /// <param name="type">The type.</param>
    /// <returns>True when it is.</returns>
    public bool Hosts(string type) => _config.Types.ContainsKey(type);

    /// <summary>Whether an actor is active.</summary>
    /// <param name="actor">The actor.</param>
    /// <returns>True when it is.</returns>
    public bool IsActive(ActorKey actor) => _active.ContainsKey(actor);

    /// <summary>Calls a method in a turn of the actor, which is activated if need be.</summary>
    /// <param name="actor">The actor.</param>
    /// <param name="call">The call.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The application's reply.</returns>
    public async Task<ActorReply> CallAsync(ActorKey actor, ActorCall call, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopping.Token);
        while (true)
        {
            var instance = _active.GetOrAdd(actor, Activate);
            var turnId = await instance.EnterAsync(call.TurnId, either.Token);
            try
            {
                if (instance.IsGone)
                    continue;
                return await _app.CallAsync(actor, call, instance.Config.Reentrant ? turnId : null, either.Token);
            }
            finally
            {
                instance.IdleAt = _clock.GetUtcNow() + instance.Config.IdleTimeout;
                instance.Exit();
            }
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync();

        // Real time on purpose: a stopping host waits for real calls.
        _stopping.CancelAfter(_config.DrainTimeout);
        while (_active.Values.Any(a => a.IsBusy) && !_stopping.IsCancellationRequested)
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, CancellationToken.None);
        await _stopping.CancelAsync();
    }

    private ActorInstance Activate(ActorKey actor)
    {
        var config = _config.Types.GetValueOrDefault(actor.Type, ActorTypeConfig.Default);
        var instance = new ActorInstance(actor, config) { IdleAt = _clock.GetUtcNow() + config.IdleTimeout };
        lock (_gate)
            Watch(instance);
        return instance;
    }

    private void Watch(ActorInstance instance)
    {
        _idle.Enqueue(instance, instance.IdleAt.UtcTicks);
        Arm();
    }

    private void Arm()
    {
        if (!_idle.TryPeek(out _, out var at) || at >= _armedFor)
            return;
        _armedFor = at;
        var wait = TimeSpan.FromTicks(Math.Max(0, at - _clock.GetUtcNow().UtcTicks));
        _timer.Change(TimeSpan.FromMilliseconds(Math.Min(Math.Ceiling(wait.TotalMilliseconds), int.MaxValue)), Timeout.InfiniteTimeSpan);
    }

    private void FindIdle()
    {
        lock (_gate)
        {
            _armedFor = long.MaxValue;
            var now = _clock.GetUtcNow();
            while (_idle.TryPeek(out var instance, out var at) && at <= now.UtcTicks)
            {
                _idle.Dequeue();
                if (_active.GetValueOrDefault(instance.Key) != instance)
                    continue;
                if (instance.IsBusy)
                    instance.IdleAt = now + instance.Config.IdleTimeout;
                if (instance.IdleAt > now)
                    _idle.Enqueue(instance, instance.IdleAt.UtcTicks);
                else
                    _ = DeactivateAsync(instance);
            }
            Arm();
        }
    }

    private async Task DeactivateAsync(ActorInstance instance)
    {
        try
        {
            await instance.EnterAsync(null, _stopping.Token);
        }
        catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException)
        {
            return;
        }
        instance.IsGone = true;
        await _app.DeactivateAsync(instance.Key, _stopping.Token);
        _active.TryRemove(KeyValuePair.Create(instance.Key, instance));
        instance.Exit();
    }
}
