using LocalDapr.Cel;

namespace LocalDapr.Resiliency;

/// <summary>A circuit breaker: closed, open for a time, then half-open for a number of trial calls.</summary>
/// <param name="spec">Its policy.</param>
/// <param name="clock">The clock.</param>
internal sealed class CircuitBreaker(BreakerSpec spec, TimeProvider clock) : ICelScope
{
    private const int DefaultConsecutiveFailures = 5;
    private readonly Lock _lock = new();
    private readonly int _trials = Math.Max(1, spec.MaxRequests);
    private State _state = State.Closed;
    private DateTimeOffset? _until = spec.Interval > TimeSpan.Zero ? clock.GetUtcNow() + spec.Interval : null;
    private long _generation;
    private long _requests;
    private long _successes;
    private long _failures;
    private long _successesInRow;
    private long _failuresInRow;

    private enum State
    {
        Closed,
        Open,
        HalfOpen,
    }

    /// <summary>Lets a call in.</summary>
    /// <returns>To be given back to <see cref="Leave"/>.</returns>
    /// <exception cref="BreakerOpenException">The call may not go.</exception>
    public long Enter()
    {
        lock (_lock)
        {
            Advance();
            if (_state == State.Open)
                throw new BreakerOpenException("circuit breaker is open");
            if (_state == State.HalfOpen && _requests >= _trials)
                throw new BreakerOpenException("too many requests");
            _requests++;
            return _generation;
        }
    }

    /// <summary>Counts the end of a call.</summary>
    /// <param name="generation">What <see cref="Enter"/> gave; calls of an earlier state do not count.</param>
    /// <param name="success">Whether the call succeeded.</param>
    public void Leave(long generation, bool success)
    {
        lock (_lock)
        {
            Advance();
            if (generation != _generation)
                return;
            if (success)
                Succeeded();
            else
                Failed();
        }
    }

    /// <inheritdoc />
    public bool TryGet(string name, out object? value)
    {
        value = name switch
        {
            "requests" => _requests,
            "totalSuccesses" => _successes,
            "totalFailures" => _failures,
            "consecutiveSuccesses" => _successesInRow,
            "consecutiveFailures" => _failuresInRow,
            _ => null,
        };
        return value is not null;
    }

    private void Succeeded()
    {
        _successes++;
        _successesInRow++;
        _failuresInRow = 0;
        if (_state == State.HalfOpen && _successesInRow >= _trials)
            Become(State.Closed);
    }

    private void Failed()
    {
        if (_state == State.HalfOpen)
        {
            Become(State.Open);
            return;
        }

        _failures++;
        _failuresInRow++;
        _successesInRow = 0;
        if (Trips())
            Become(State.Open);
    }

    private bool Trips()
    {
        if (spec.Trip is null)
            return _failuresInRow > DefaultConsecutiveFailures;
        try
        {
            return spec.Trip.Evaluate(this);
        }
        catch (CelException)
        {
            // As in Dapr, an expression that cannot be evaluated never opens the breaker.
            return false;
        }
    }

    private void Advance()
    {
        if (_until is not { } until || clock.GetUtcNow() <= until)
            return;
        Become(_state == State.Open ? State.HalfOpen : State.Closed);
    }

    private void Become(State state)
    {
        _state = state;
        _generation++;
        _requests = _successes = _failures = _successesInRow = _failuresInRow = 0;
        _until = state switch
        {
            State.Open => clock.GetUtcNow() + spec.Timeout,
            State.Closed when spec.Interval > TimeSpan.Zero => clock.GetUtcNow() + spec.Interval,
            _ => null,
        };
    }
}
