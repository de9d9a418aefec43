using LocalDapr.Sidecars;
using LocalDapr.Storage;

namespace LocalDapr.Jobs.Engine;

/// <summary>The scheduler of a host: durable jobs, one timer for all of them. Ticks of a job follow one another, different jobs run side by side.</summary>
internal sealed class JobScheduler : IAsyncDisposable
{
    // A wall clock that was set is noticed after this time at the latest.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    // The system's timers are that much late; what is left is slept through. A virtual clock has nothing to sleep.
    private static readonly TimeSpan TimerError = TimeSpan.FromMilliseconds(5);

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Owner, string Name), JobEntry> _jobs = [];
    private readonly PriorityQueue<JobEntry, long> _due = new();
    private readonly Dictionary<string, JobConnection> _targets = new(StringComparer.Ordinal);
    private readonly TimeProvider _clock;
    private readonly IJobStore _store;
    private readonly ITimer _timer;
    private readonly Task _loaded;
    private int _running;
    private bool _disposed;

    /// <summary>Creates the scheduler and begins to load its jobs.</summary>
    /// <param name="store">Where it keeps them.</param>
    /// <param name="clock">The clock.</param>
    public JobScheduler(IJobStore store, TimeProvider clock)
    {
        _clock = clock;
        _store = store;

        // Ticks start their own traces: nothing of whoever created the scheduler flows into them.
        using (ExecutionContext.SuppressFlow())
        {
            _timer = clock.CreateTimer(_ => Wake(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _loaded = Task.Run(LoadAsync);
        }
    }

    /// <summary>Deliveries under way.</summary>
    public int Running => Volatile.Read(ref _running);

    /// <summary>The scheduler of a host, created at the first call.</summary>
    /// <param name="mesh">The host.</param>
    /// <returns>The scheduler.</returns>
    public static JobScheduler Of(Mesh mesh) => mesh.Shared(static m => new JobScheduler(new JobStore(HostDatabase.Of(m)), m.Clock));

    /// <summary>Registers a job; it is durable when this ends.</summary>
    /// <param name="definition">The job.</param>
    /// <param name="overwrite">True replaces a job of that name with all its ticks.</param>
    /// <returns>False when there is one and it may not be replaced.</returns>
    /// <exception cref="FormatException">Its timing makes no sense.</exception>
    public Task<bool> ScheduleAsync(JobDefinition definition, bool overwrite) =>
        ScheduleAsync(definition, JobPlan.Create(definition.Timing, _clock.GetUtcNow()), overwrite);

    /// <summary>Registers a job whose timing was worked out elsewhere.</summary>
    /// <param name="definition">The job.</param>
    /// <param name="plan">Its timing.</param>
    /// <param name="overwrite">True replaces a job of that name with all its ticks.</param>
    /// <returns>False when there is one and it may not be replaced.</returns>
    public async Task<bool> ScheduleAsync(JobDefinition definition, JobPlan plan, bool overwrite)
    {
        await _loaded;
        var key = (definition.Owner, definition.Name);
        var entry = new JobEntry(definition, plan, 0, null);
        Task saved;
        lock (_gate)
        {
            if (_jobs.TryGetValue(key, out var old))
            {
                if (!overwrite)
                    return false;
                old.Phase = JobPhase.Gone;
            }
            _jobs[key] = entry;
            saved = _store.SaveAsync(definition, plan);
        }
        await saved;
        lock (_gate)
            Enqueue(entry);
        return true;
    }

    /// <summary>A job, or null.</summary>
    /// <param name="owner">Owner.</param>
    /// <param name="name">Name.</param>
    /// <returns>The job.</returns>
    public async Task<JobDefinition?> FindAsync(string owner, string name)
    {
        await _loaded;
        lock (_gate)
            return _jobs.GetValueOrDefault((owner, name))?.Definition;
    }

    /// <summary>An owner's jobs whose names begin with a text, in order of their names.</summary>
    /// <param name="owner">Owner.</param>
    /// <param name="prefix">Begin of the names; empty for all.</param>
    /// <returns>The jobs.</returns>
    public async Task<IReadOnlyList<JobDefinition>> ListAsync(string owner, string prefix)
    {
        await _loaded;
        lock (_gate)
        {
            return [.. _jobs.Values.Select(e => e.Definition)
                .Where(d => d.Owner == owner && d.Name.StartsWith(prefix, StringComparison.Ordinal))
                .OrderBy(d => d.Name, StringComparer.Ordinal)];
        }
    }

    /// <summary>Deletes a job; a missing one is no error.</summary>
    /// <param name="owner">Owner.</param>
    /// <param name="name">Name.</param>
    public async Task DeleteAsync(string owner, string name)
    {
        await _loaded;
        await Remove(owner, [name]);
    }

    /// <summary>Deletes an owner's jobs whose names begin with a text.</summary>
    /// <param name="owner">Owner.</param>
    /// <param name="prefix">Begin of the names; empty for all.</param>
    public async Task DeleteByPrefixAsync(string owner, string prefix)
    {
        var jobs = await ListAsync(owner, prefix);
        await Remove(owner, [.. jobs.Select(j => j.Name)]);
    }

    /// <summary>Delivers an owner's ticks to a target from now on, first those that fell due without one.</summary>
    /// <param name="owner">Owner.</param>
    /// <param name="target">The target.</param>
    /// <returns>Disposed to disconnect; deliveries under way are given up and repeated for the next target.</returns>
    public async Task<IDisposable> ConnectAsync(string owner, IJobTarget target)
    {
        await _loaded;
        var connection = new JobConnection(target, c => Disconnect(owner, c));
        lock (_gate)
        {
            _targets[owner] = connection;
            foreach (var entry in _jobs.Values.Where(e => e.Definition.Owner == owner && e.Phase == JobPhase.Staged))
                Enqueue(entry);
        }
        return connection;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
            _disposed = true;
        await _timer.DisposeAsync();
    }

    private async Task LoadAsync()
    {
        var entries = await _store.LoadAsync();
        lock (_gate)
        {
            foreach (var entry in entries)
            {
                _jobs.Add((entry.Definition.Owner, entry.Definition.Name), entry);
                Enqueue(entry);
            }
        }
    }

    private Task Remove(string owner, IReadOnlyCollection<string> names)
    {
        lock (_gate)
        {
            foreach (var name in names)
            {
                if (_jobs.Remove((owner, name), out var entry))
                    entry.Phase = JobPhase.Gone;
            }
            return _store.DeleteAsync(owner, names);
        }
    }

    private void Disconnect(string owner, JobConnection connection)
    {
        lock (_gate)
        {
            if (_targets.GetValueOrDefault(owner) == connection)
                _targets.Remove(owner);
        }
    }

    private void Enqueue(JobEntry entry)
    {
        if (entry.Phase == JobPhase.Gone || entry.AttemptAt is not { } at)
            return;
        entry.Phase = JobPhase.Waiting;
        _due.Enqueue(entry, at.UtcTicks);
        if (_due.Peek() == entry)
            Arm();
    }

    private void Wake()
    {
        SleepTheRest();
        lock (_gate)
        {
            var now = _clock.GetUtcNow().UtcTicks;
            while (_due.TryPeek(out var entry, out var at) && (at <= now || entry.Phase != JobPhase.Waiting))
            {
                _due.Dequeue();
                if (entry.Phase == JobPhase.Waiting)
                    Fire(entry);
            }
            Arm();
        }
    }

    private void SleepTheRest()
    {
        if (_clock != TimeProvider.System)
            return;
        TimeSpan left;
        lock (_gate)
            left = TimeUntilNext() ?? TimeSpan.Zero;
        if (left > TimeSpan.Zero && left <= TimerError)
        {
#pragma warning disable RS0030 // Only a sleeping thread wakes to the millisecond; the clock is the system's here.
            Thread.Sleep((int)Math.Ceiling(left.TotalMilliseconds));
#pragma warning restore RS0030
        }
    }

    private TimeSpan? TimeUntilNext() =>
        _due.TryPeek(out _, out var at) ? TimeSpan.FromTicks(at - _clock.GetUtcNow().UtcTicks) : null;

    private void Arm()
    {
        if (_disposed || TimeUntilNext() is not { } wait)
            return;
        if (_clock == TimeProvider.System)
            wait -= TimerError;
        var milliseconds = Math.Ceiling(Math.Clamp(wait.TotalMilliseconds, 0, LongestWait.TotalMilliseconds));
        _timer.Change(TimeSpan.FromMilliseconds(milliseconds), Timeout.InfiniteTimeSpan);
    }

    private void Fire(JobEntry entry)
    {
        if (!_targets.TryGetValue(entry.Definition.Owner, out var connection))
        {
            entry.Phase = JobPhase.Staged;
            return;
        }
        entry.Phase = JobPhase.Running;
        Interlocked.Increment(ref _running);
        ThreadPool.UnsafeQueueUserWorkItem(static work => _ = work.Scheduler.DeliverAsync(work.Entry, work.Connection), (Scheduler: this, Entry: entry, Connection: connection), preferLocal: false);
    }

    private async Task DeliverAsync(JobEntry entry, JobConnection connection)
    {
        var outcome = await connection.TriggerAsync(entry.Definition);
        lock (_gate)
        {
            if (entry.Phase != JobPhase.Gone && !_disposed)
                Settle(entry, connection, outcome);
        }

        // Only now: who sees nothing running must also see the next tick armed.
        Interlocked.Decrement(ref _running);
    }

    private void Settle(JobEntry entry, JobConnection connection, JobOutcome outcome)
    {
        if (outcome == JobOutcome.Undeliverable)
        {
            Restage(entry, connection);
            return;
        }

        var count = entry.Count;
        if (outcome == JobOutcome.Succeeded)
            entry.Advance();
        else
            entry.Fail();
        if (entry.IsOver)
        {
            entry.Phase = JobPhase.Gone;
            _jobs.Remove((entry.Definition.Owner, entry.Definition.Name));
            _ = _store.DeleteAsync(entry.Definition.Owner, [entry.Definition.Name]);
            return;
        }

        if (entry.Count != count)
            _ = _store.CountAsync(entry.Definition.Owner, entry.Definition.Name, entry.Count, entry.Last);
        Enqueue(entry);
    }

    // A target that came while the delivery to the one before was given up would otherwise never hear of this tick.
    private void Restage(JobEntry entry, JobConnection connection)
    {
        entry.Phase = JobPhase.Staged;
        if (_targets.TryGetValue(entry.Definition.Owner, out var current) && current != connection)
            Enqueue(entry);
    }
}
