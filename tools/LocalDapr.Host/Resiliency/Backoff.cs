namespace LocalDapr.Resiliency;

/// <summary>The waits between the attempts of one call.</summary>
/// <param name="spec">The retry policy.</param>
/// <param name="clock">The clock.</param>
internal struct Backoff(RetrySpec spec, TimeProvider clock)
{
    private const double Growth = 1.5;
    private const double Spread = 0.5;
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestInAll = TimeSpan.FromMinutes(15);
    private readonly long _began = spec.Exponential ? clock.GetTimestamp() : 0;
    private TimeSpan _interval = First;
    private int _retries;

    /// <summary>The wait before the next attempt.</summary>
    /// <param name="wait">The wait.</param>
    /// <returns>False when there is to be none.</returns>
    public bool TryNext(out TimeSpan wait)
    {
        wait = spec.Duration;
        if (spec.MaxRetries >= 0 && _retries++ >= spec.MaxRetries)
            return false;
        if (!spec.Exponential)
            return true;
        wait = _interval * (1 - Spread + (Random.Shared.NextDouble() * 2 * Spread));
        _interval = _interval * Growth < spec.MaxInterval ? _interval * Growth : spec.MaxInterval;
        return clock.GetElapsedTime(_began) + wait <= LongestInAll;
    }
}
