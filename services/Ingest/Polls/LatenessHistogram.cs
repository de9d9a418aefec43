using System.Runtime.InteropServices;

namespace VectorCare.Ingest.Polls;

/// <summary>Lateness to the millisecond up to 10 s, beyond that to 100 ms.</summary>
internal sealed class LatenessHistogram
{
    private const int FineMs = 10_000;
    private const int CoarseMs = 100;
    private readonly Dictionary<long, long> _counts = [];

    /// <summary>Largest lateness in ms; a poll that began early counts as 0.</summary>
    public long MaxMs { get; private set; }

    public void Add(long latenessMs)
    {
        var ms = Math.Max(0, latenessMs);
        Add(ms < FineMs ? ms : ms / CoarseMs * CoarseMs, 1);
        MaxMs = Math.Max(MaxMs, ms);
    }

    /// <summary>Takes in what another one counted.</summary>
    public void Add(LatenessHistogram other)
    {
        foreach (var (ms, count) in other._counts)
            Add(ms, count);
        MaxMs = Math.Max(MaxMs, other.MaxMs);
    }

    /// <summary>Smallest lateness that a share of the polls does not exceed, in ms; 0 without polls.</summary>
    /// <param name="share">0 to 1.</param>
    public double Quantile(double share)
    {
        var rank = (long)Math.Ceiling(_counts.Values.Sum() * share);
        var found = 0L;
        foreach (var (ms, count) in _counts.OrderBy(c => c.Key).TakeWhile(_ => rank > 0))
        {
            found = ms;
            rank -= count;
        }

        return found;
    }

    private void Add(long ms, long count) => CollectionsMarshal.GetValueRefOrAddDefault(_counts, ms, out _) += count;
}
