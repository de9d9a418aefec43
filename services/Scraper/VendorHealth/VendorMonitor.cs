namespace VectorCare.Scraper.VendorHealth;

/// <summary>What this replica sees of one vendor as a whole.</summary>
internal sealed class VendorMonitor(ScraperOptions options, TimeProvider time)
{
    private readonly Lock _lock = new();
    private int _failures;
    private int _answers;
    private DateTimeOffset _firstFailure;
    private DateTimeOffset _firstAnswer;
    private DateTimeOffset _nextProbe;
    private bool _down;

    /// <summary>Whether the vendor is down.</summary>
    public bool IsDown
    {
        get
        {
            lock (_lock)
                return _down;
        }
    }

    /// <summary>When the present standing began: the first failure of the outage, or the first answer after it.</summary>
    public DateTimeOffset Since
    {
        get
        {
            lock (_lock)
                return _down ? _firstFailure : _firstAnswer;
        }
    }

    /// <summary>Whether to send at all: always while the vendor is up, else one probe at a time.</summary>
    public bool ShouldTry()
    {
        lock (_lock)
        {
            if (!_down || _answers > 0)
                return true;
            var now = time.GetUtcNow();
            // Further away than that means that the clock was set back.
            if (now < _nextProbe && _nextProbe - now <= options.VendorProbeInterval)
                return false;
            _nextProbe = now + options.VendorProbeInterval;
            return true;
        }
    }

    /// <summary>Takes note of how a request ended.</summary>
    public void Saw(bool answered, DateTimeOffset at)
    {
        lock (_lock)
        {
            if (answered)
            {
                _failures = 0;
                if (_answers == 0)
                    _firstAnswer = at;
                _answers = Math.Min(_answers + 1, options.VendorUpAfter);
                _down &= _answers < options.VendorUpAfter;
                return;
            }

            _answers = 0;
            if (_failures == 0 && !_down)
                _firstFailure = at;
            _failures = Math.Min(_failures + 1, options.VendorDownAfter);
            _down |= _failures >= options.VendorDownAfter;
        }
    }

    /// <summary>Takes over what the other replicas agreed on before this one started.</summary>
    public void Adopt(bool down, DateTimeOffset since)
    {
        lock (_lock)
        {
            _down = down;
            if (down)
                _firstFailure = since;
        }
    }
}
