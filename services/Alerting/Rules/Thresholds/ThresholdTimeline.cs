namespace VectorCare.Alerting.Rules.Thresholds;

/// <summary>The thresholds of a patient through device time. What is judged is judged by those in force at its own time: never by when it came in, and a change pages nothing that is older than itself.</summary>
internal sealed class ThresholdTimeline
{
    private readonly long[] _from;
    private readonly ThresholdSet[] _sets;

    /// <summary>Thresholds that change.</summary>
    /// <param name="parts">In the order of time: milliseconds since the Unix epoch from which a set is in force, the first for ever before.</param>
    public ThresholdTimeline(IReadOnlyList<(long From, ThresholdSet Set)> parts)
    {
        _from = [long.MinValue, .. parts.Skip(1).Select(p => p.From)];
        _sets = [.. parts.Select(p => p.Set)];
    }

    /// <summary>Thresholds that do not change.</summary>
    public ThresholdTimeline(ThresholdSet set)
        : this([(long.MinValue, set)])
    {
    }

    /// <summary>Another timeline from each of some instants on, given in their order.</summary>
    public static ThresholdTimeline Of(IReadOnlyList<(long From, ThresholdTimeline Timeline)> periods)
    {
        var parts = new List<(long, ThresholdSet)>();
        for (var i = 0; i < periods.Count; i++)
        {
            var (from, timeline) = periods[i];
            var until = i + 1 < periods.Count ? periods[i + 1].From : long.MaxValue;
            parts.Add((from, timeline.At(from)));
            for (var j = 0; j < timeline._from.Length; j++)
            {
                if (timeline._from[j] > from && timeline._from[j] < until)
                    parts.Add((timeline._from[j], timeline._sets[j]));
            }
        }

        return new ThresholdTimeline(parts);
    }

    /// <summary>The thresholds in force at a device time in milliseconds since the Unix epoch.</summary>
    public ThresholdSet At(long ms)
    {
        var i = _from.Length - 1;
        while (_from[i] > ms)
            i--;
        return _sets[i];
    }

    /// <summary>The first instant, from <paramref name="at"/> on, at which something that began at <paramref name="since"/> has lasted longer than a threshold; in milliseconds since the Unix epoch.</summary>
    /// <param name="slot">The threshold.</param>
    /// <param name="unitMs">Its unit in milliseconds.</param>
    /// <param name="since">When it began.</param>
    /// <param name="at">From when on.</param>
    public long FirstOver(int slot, long unitMs, long since, long at)
    {
        for (var i = 0; ; i++)
        {
            var over = Math.Max(at, Math.Max(_from[i], since + (long)(_sets[i].Values[slot] * unitMs) + 1));
            if (i + 1 == _from.Length || over < _from[i + 1])
                return over;
        }
    }
}
