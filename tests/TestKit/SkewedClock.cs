namespace VectorCare.TestKit;

/// <summary>A clock that goes ahead of another one by a fixed time (behind, if negative), as clocks of two machines do.</summary>
/// <param name="clock">The other clock.</param>
/// <param name="skew">How far ahead.</param>
public sealed class SkewedClock(TimeProvider clock, TimeSpan skew) : TimeProvider
{
    /// <inheritdoc/>
    public override long TimestampFrequency => clock.TimestampFrequency;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => clock.GetUtcNow() + skew;

    /// <inheritdoc/>
    public override long GetTimestamp() => clock.GetTimestamp();

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => clock.CreateTimer(callback, state, dueTime, period);
}
