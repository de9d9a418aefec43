namespace LocalDapr.State.Stores;

/// <summary><c>state.in-memory</c>: a dictionary per sidecar. Expired keys disappear from reads at once and from the conditions of writes at the next sweep, every second.</summary>
internal sealed class InMemoryStateStore : IStateStore
{
    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, StateValue> _items = new(StringComparer.Ordinal);
    private readonly TimeProvider _clock;
    private ITimer? _sweeper;

    /// <summary>Creates an empty store.</summary>
    /// <param name="clock">The clock.</param>
    public InMemoryStateStore(TimeProvider clock) => _clock = clock;

    /// <inheritdoc />
    public StateStoreTraits Traits { get; } = new(false, ["ETAG", "TRANSACTIONAL", "TTL", "DELETE_WITH_PREFIX", "KEYS_LIKE", "ACTOR"]);

    /// <inheritdoc />
    public Task InitAsync(CancellationToken cancellationToken)
    {
        _sweeper = _clock.CreateTimer(_ => Sweep(), null, SweepInterval, SweepInterval);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task<StateValue?> GetAsync(string key, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            // Reading takes an expired key away; a bulk read leaves it for the sweep.
            var value = Find(key);
            if (value is null)
                _items.Remove(key);
            return Task.FromResult(value);
        }
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<StateValue?>> GetManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        lock (_gate)
            return Task.FromResult<IReadOnlyList<StateValue?>>([.. keys.Select(Find)]);
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<StateFailure?>> ApplyAsync(IReadOnlyList<StateOperation> operations, CancellationToken cancellationToken)
    {
        var failures = new StateFailure?[operations.Count];
        lock (_gate)
        {
            for (var i = 0; i < operations.Count; i++)
            {
                failures[i] = Check(operations[i]);
                if (failures[i] is null)
                    Write(operations[i]);
            }
        }
        return Task.FromResult<IReadOnlyList<StateFailure?>>(failures);
    }

    /// <inheritdoc />
    public Task<StateFailure?> TransactAsync(IReadOnlyList<StateOperation> operations, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            // All conditions are judged against the state before the transaction.
            foreach (var operation in operations)
            {
                if (Check(operation) is { } failure)
                    return Task.FromResult<StateFailure?>(failure);
            }
            foreach (var operation in operations)
                Write(operation);
        }
        return Task.FromResult<StateFailure?>(null);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_sweeper is not null)
            await _sweeper.DisposeAsync();
    }

    private StateValue? Find(string key) =>
        _items.TryGetValue(key, out var value) && !IsExpired(value) ? value : null;

    private bool IsExpired(StateValue value) => value.ExpiresAt < _clock.GetUtcNow();

    private StateFailure? Check(StateOperation operation)
    {
        if (operation.Kind == StateOperationKind.Upsert && !Ttl.TryParse(operation.Ttl, out _))
            return StateFailure.Other($"strconv.Atoi: parsing \"{operation.Ttl}\": invalid syntax");
        var current = _items.GetValueOrDefault(operation.Key);
        if (operation.ETag is null)
            return operation.FirstWrite && current is not null ? StateFailure.Mismatch("item already exists and no etag was passed") : null;
        if (current is null)
            return StateFailure.Mismatch($"state not exist or expired for key={operation.Key}");
        return current.ETag == operation.ETag
            ? null
            : StateFailure.Mismatch($"state etag not match for key={operation.Key}: current={current.ETag}, expect={operation.ETag}");
    }

    private void Write(StateOperation operation)
    {
        if (operation.Kind == StateOperationKind.Delete)
        {
            _items.Remove(operation.Key);
            return;
        }
        _ = Ttl.TryParse(operation.Ttl, out var seconds);
        var data = operation.Data.Length == 0 ? null : operation.Data;
        _items[operation.Key] = new StateValue(data, Guid.NewGuid().ToString(), Ttl.ExpiresAt(seconds, _clock.GetUtcNow()));
    }

    private void Sweep()
    {
        lock (_gate)
        {
            foreach (var (key, value) in _items)
            {
                if (IsExpired(value))
                    _items.Remove(key);
            }
        }
    }
}
