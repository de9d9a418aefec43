namespace VendorSim.Statistics;

/// <summary>How far intervals lie from the cadence of 300 s, in ms.</summary>
/// <param name="Count">Intervals that belong to the cadence.</param>
/// <param name="P99Ms">99th percentile of the distance.</param>
/// <param name="MaxMs">Largest distance, up to <see cref="IntervalHistogram.WidestMs"/>.</param>
internal sealed record IntervalJitter(long Count, int P99Ms, int MaxMs);

/// <summary>Counts intervals between visits by their distance from 300 s, to the millisecond. Further pages of one visit, and cycles in between that nobody asked for, are no part of the cadence.</summary>
internal sealed class IntervalHistogram
{
    public const int WidestMs = 60_000;

    private static readonly TimeSpan Cadence = TimeSpan.FromSeconds(300);
    private readonly long[] _byMs = new long[WidestMs + 1];

    public void Add(TimeSpan? interval)
    {
        if (interval is not { } found || found < Cadence / 2 || found > Cadence * 1.5)
            return;
        Interlocked.Increment(ref _byMs[Math.Min(WidestMs, (int)(found - Cadence).Duration().TotalMilliseconds)]);
    }

    /// <summary>Begins anew.</summary>
    public void Clear() => Array.Clear(_byMs);

    public IntervalJitter Read()
    {
        var count = _byMs.Sum();
        long seen = 0;
        int p99 = 0, max = 0;
        for (var ms = 0; ms <= WidestMs; ms++)
        {
            if (_byMs[ms] == 0)
                continue;
            if (seen * 100 < count * 99)
                p99 = ms;
            seen += _byMs[ms];
            max = ms;
        }

        return new IntervalJitter(count, p99, max);
    }
}
