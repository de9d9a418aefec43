namespace ScaledTime;

/// <summary>A clock that runs a whole number of times faster than the wall clock from an anchor on; timers follow it. Processes that share anchor and speed share the time.</summary>
public sealed class ScaledTimeProvider : TimeProvider
{
    private readonly DateTimeOffset _anchor;
    private readonly double _speed;
    private readonly long _startTimestamp;
    private readonly TimeSpan _startOffset;

    /// <summary>Creates the clock.</summary>
    /// <param name="anchor">Wall-clock instant at which scaled and wall time agree; not in the future.</param>
    /// <param name="speed">Scaled seconds per wall-clock second, 1 to 10,000.</param>
    /// <exception cref="ArgumentOutOfRangeException">The speed is out of range.</exception>
    public ScaledTimeProvider(DateTimeOffset anchor, double speed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(speed, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(speed, 10_000);
        _anchor = anchor;
        _speed = speed;
        _startTimestamp = System.GetTimestamp();
        _startOffset = System.GetUtcNow() - anchor;
    }

    /// <summary>Scaled seconds per wall-clock second.</summary>
    public double Speed => _speed;

    /// <inheritdoc />
    public override long TimestampFrequency => System.TimestampFrequency;

    /// <inheritdoc />
    public override DateTimeOffset GetUtcNow() => _anchor + ((_startOffset + System.GetElapsedTime(_startTimestamp)) * _speed);

    /// <inheritdoc />
    public override long GetTimestamp() => (long)((System.GetTimestamp() - _startTimestamp) * _speed);

    /// <inheritdoc />
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new ScaledTimer(System.CreateTimer(callback, state, ToWall(dueTime), ToWall(period)), this);

    private TimeSpan ToWall(TimeSpan scaled) =>
        scaled <= TimeSpan.Zero ? scaled : TimeSpan.FromTicks(Math.Max(1, (long)(scaled.Ticks / _speed)));

    private sealed class ScaledTimer(ITimer inner, ScaledTimeProvider clock) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => inner.Change(clock.ToWall(dueTime), clock.ToWall(period));

        public void Dispose() => inner.Dispose();

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
