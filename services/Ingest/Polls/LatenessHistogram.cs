namespace VectorCare.Ingest.Polls;

/// <summary>Lateness to the millisecond up to 10 s, beyond that to 100 ms, up to about 17 minutes.</summary>
internal sealed class LatenessHistogram
{
    private const int Fine = 10_000;
    private const int Coarse = 10_000;
    private const int CoarseMs = 100;
    private readonly long[] _counts = new long[Fine + Coarse];
    private long _total;

    /// <summary>Largest lateness in ms; a poll that began early counts as 0.</summary>
    public long MaxMs { get; private set; }

    public void Add(long latenessMs)
    {
        var ms = Math.Max(0, latenessMs);
        _counts[ms < Fine ? ms : Math.Min(Fine + ((ms - Fine) / CoarseMs), _counts.Length - 1)]++;
        _total++;
        MaxMs = Math.Max(MaxMs, ms);
    }

    /// <summary>Smallest lateness that a share of the polls does not exceed, in ms; 0 without polls.</summary>
    /// <param name="share">0 to 1.</param>
    public double Quantile(double share)
    {
        var rank = (long)Math.Ceiling(_total * share);
        var seen = 0L;
        for (var i = 0; i < _counts.Length && rank > 0; i++)
        {
            seen += _counts[i];
            if (seen >= rank)
                return i < Fine ? i : Fine + ((i - Fine) * (double)CoarseMs);
        }

        return 0;
    }
}
