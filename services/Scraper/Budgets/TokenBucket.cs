namespace VectorCare.Scraper.Budgets;

/// <summary>A rate with a burst, on the injected clock. System.Threading.RateLimiting has no such clock.</summary>
internal sealed class TokenBucket(double perSecond, double capacity, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly double _capacity = capacity;
    private double _tokens = capacity;
    private long _at = time.GetTimestamp();
    private long _pausedUntil = time.GetTimestamp();

    /// <summary>Takes a token that is there now.</summary>
    public bool TryTake()
    {
        lock (_lock)
        {
            Refill();
            if (_tokens < 1 || time.GetTimestamp() < _pausedUntil)
                return false;
            _tokens--;
            return true;
        }
    }

    /// <summary>Takes a token, now or in the future.</summary>
    /// <returns>How long to wait before it may be used.</returns>
    public TimeSpan Reserve()
    {
        lock (_lock)
        {
            Refill();
            _tokens--;
            var wait = _tokens >= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(-_tokens / perSecond);
            var pause = time.GetElapsedTime(time.GetTimestamp(), _pausedUntil);
            return pause > wait ? pause : wait;
        }
    }

    /// <summary>Gives a reserved token back unused.</summary>
    public void Return()
    {
        lock (_lock)
            _tokens = Math.Min(_capacity, _tokens + 1);
    }

    /// <summary>Nothing goes out before this instant: the vendor said so (Retry-After).</summary>
    public void PauseUntil(DateTimeOffset until)
    {
        // Kept as a distance: a clock that is set back must not lengthen the pause.
        var end = time.GetTimestamp() + (long)((until - time.GetUtcNow()).TotalSeconds * time.TimestampFrequency);
        lock (_lock)
            _pausedUntil = Math.Max(_pausedUntil, end);
    }

    private void Refill()
    {
        var now = time.GetTimestamp();
        var elapsed = time.GetElapsedTime(_at, now);
        if (elapsed <= TimeSpan.Zero)
            return;
        _tokens = Math.Min(_capacity, _tokens + (elapsed.TotalSeconds * perSecond));
        _at = now;
    }
}
