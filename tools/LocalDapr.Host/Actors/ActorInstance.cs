namespace LocalDapr.Actors;

/// <summary>An active actor. Its turns follow one another; a call that carries the id of the running turn enters it, where the type allows.</summary>
internal sealed class ActorInstance(ActorKey key, ActorTypeConfig config) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Lock _gate = new();
    private string? _turnId;
    private int _depth;
    private int _waiting;

    /// <summary>The actor.</summary>
    public ActorKey Key => key;

    /// <summary>Settings of its type.</summary>
    public ActorTypeConfig Config => config;

    /// <summary>When it becomes idle if nothing happens.</summary>
    public DateTimeOffset IdleAt { get; set; }

    /// <summary>True once it was deactivated; whoever still waits for a turn takes a new instance.</summary>
    public bool IsGone { get; set; }

    /// <summary>True while a turn runs or is waited for.</summary>
    public bool IsBusy => Volatile.Read(ref _waiting) > 0;

    /// <summary>Begins a turn, or enters the running one.</summary>
    /// <param name="turnId">Id of the turn that the caller belongs to, or null.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Id of the turn.</returns>
    /// <exception cref="InvalidOperationException">Too many calls within each other.</exception>
    public async Task<string> EnterAsync(string? turnId, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _waiting);
        try
        {
            lock (_gate)
            {
                if (config.Reentrant && turnId is not null && turnId == _turnId)
                {
                    if (_depth >= config.MaxStackDepth)
                        throw new InvalidOperationException("maximum stack depth exceeded");
                    _depth++;
                    return turnId;
                }
            }
            await _turn.WaitAsync(cancellationToken);
            lock (_gate)
            {
                _depth = 1;
                return _turnId = turnId ?? Guid.NewGuid().ToString();
            }
        }
        catch
        {
            Interlocked.Decrement(ref _waiting);
            throw;
        }
    }

    /// <summary>Ends what <see cref="EnterAsync"/> began.</summary>
    public void Exit()
    {
        lock (_gate)
        {
            if (--_depth == 0)
            {
                _turnId = null;
                _turn.Release();
            }
        }
        Interlocked.Decrement(ref _waiting);
    }

    /// <inheritdoc />
    public void Dispose() => _turn.Dispose();
}
