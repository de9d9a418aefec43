namespace VendorSim.Faults;

/// <summary>A token bucket on a given clock.</summary>
internal sealed class TokenBucket(double perSecond, double burst)
{
    private readonly Lock _gate = new();
    private readonly double _burst = burst;
    private double _tokens = burst;
    private DateTimeOffset _last;

    public double PerSecond => perSecond;

    public bool TryTake(DateTimeOffset now, out int remaining, out int retryAfterSeconds)
    {
        lock (_gate)
        {
            if (_last != default && now > _last)
                _tokens = Math.Min(_burst, _tokens + ((now - _last).TotalSeconds * perSecond));
            if (_last == default || now > _last)
                _last = now;
            var taken = _tokens >= 1;
            if (taken)
                _tokens--;
            remaining = (int)_tokens;
            retryAfterSeconds = taken ? 0 : Math.Max(1, (int)Math.Ceiling((1 - _tokens) / perSecond));
            return taken;
        }
    }
}
