using System.IO.Hashing;
using System.Text;
using VectorCare.Contracts.Messages;

namespace VectorCare.Alerting.Charts;

/// <summary>All that is known of a patient, in the order of device time, whatever order it came in. Immutable; a function of the set of its entries.</summary>
internal sealed class Chart
{
    private Chart(ChartEntry[] entries, ChartEvent[] events, DateTimeOffset? baselineAt, bool hadAtAf)
    {
        Entries = entries;
        Events = events;
        BaselineAt = baselineAt;
        HadAtAf = hadAtAf;
        Times = [.. entries.Select(e => e.At.ToUnixTimeMilliseconds())];
        SegmentStarts = new int[entries.Length];
        for (var i = 1; i < entries.Length; i++)
            SegmentStarts[i] = entries[i].Device == entries[i - 1].Device ? SegmentStarts[i - 1] : i;
    }

    /// <summary>Entries by device time.</summary>
    public ChartEntry[] Entries { get; }

    /// <summary>Events by onset.</summary>
    public ChartEvent[] Events { get; }

    /// <summary>Device times of <see cref="Entries"/>, milliseconds since the Unix epoch.</summary>
    public long[] Times { get; }

    /// <summary>For each entry the first entry of the same device: comparisons never look past it.</summary>
    public int[] SegmentStarts { get; }

    /// <summary>Device time up to which events are history, or null while no baseline is known.</summary>
    public DateTimeOffset? BaselineAt { get; }

    /// <summary>An AT/AF episode stood in a part of the history that is no longer kept.</summary>
    public bool HadAtAf { get; }

    /// <summary>Builds a chart.</summary>
    /// <param name="entries">Entries in any order.</param>
    /// <param name="baselineAt">Baseline known from a part of the history that is no longer kept.</param>
    /// <param name="hadAtAf">See <see cref="HadAtAf"/>.</param>
    public static Chart Of(IEnumerable<ChartEntry> entries, DateTimeOffset? baselineAt = null, bool hadAtAf = false)
    {
        var sorted = entries.OrderBy(e => e.At).ThenBy(e => e.EventId, StringComparer.Ordinal).ToArray();
        var events = new Dictionary<string, ChartEvent>();
        for (var i = 0; i < sorted.Length; i++)
        {
            var entry = sorted[i];
            if (entry.Baseline && (baselineAt is null || entry.At > baselineAt))
                baselineAt = entry.At;
            foreach (var episode in entry.Events)
            {
                var key = KeyOf(entry.Device, episode.Id);
                events[key] = events.TryGetValue(key, out var known)
                    ? known with { SeenAt = Earlier(known.SeenAt, entry.SeenAt), InBaseline = known.InBaseline || entry.Baseline, Episode = Merge(known.Episode, episode) }
                    : new ChartEvent(key, entry.Device, i, entry.SeenAt, entry.Baseline, episode);
            }
        }

        return new Chart(sorted, [.. events.Values.OrderBy(e => e.StartMs).ThenBy(e => e.Key, StringComparer.Ordinal)], baselineAt, hadAtAf);
    }

    /// <summary>Identity of a device event: a new device may count from 1 again.</summary>
    public static string KeyOf(string device, string id) => XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(device + "\n" + id)).ToString("x16");

    /// <summary>The last entry at or before an instant, or -1.</summary>
    public int EntryAt(long ms)
    {
        var found = Array.BinarySearch(Times, ms);
        if (found < 0)
            return ~found - 1;
        while (found + 1 < Times.Length && Times[found + 1] == ms)
            found++;
        return found;
    }

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    private static DeviceEpisode Merge(DeviceEpisode old, DeviceEpisode next) => next with
    {
        Type = next.Type == EpisodeType.Other ? old.Type : next.Type,
        DurationSeconds = next.DurationSeconds ?? old.DurationSeconds,
        VentricularRateBpm = next.VentricularRateBpm ?? old.VentricularRateBpm,
        AtrialRateBpm = next.AtrialRateBpm ?? old.AtrialRateBpm,
        ShocksDelivered = next.ShocksDelivered ?? old.ShocksDelivered,
        AtpDelivered = next.AtpDelivered ?? old.AtpDelivered,
        TherapyResult = next.TherapyResult ?? old.TherapyResult,
        TherapyResultCode = next.TherapyResultCode ?? old.TherapyResultCode,
    };
}
