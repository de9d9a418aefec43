using VectorCare.Alerting.Charts;
using VectorCare.Alerting.Rules;
using VectorCare.Alerting.Rules.Conditions;
using VectorCare.Alerting.Rules.Thresholds;

namespace VectorCare.Alerting.Episodes;

/// <summary>Reads the episodes of a state rule: from the first positive point to the point where it is clear even with hysteresis, or to the next device. Between two entries time alone may open one.</summary>
internal static class StateEpisodes
{
    /// <summary>Adds the episodes of a rule and channel.</summary>
    public static void Read(Rule rule, int channel, Chart chart, ThresholdTimeline thresholds, IReadOnlyCollection<CarriedState> carried, DateTimeOffset now, List<Episode> episodes)
    {
        Episode? open = null;
        var device = string.Empty;
        foreach (var state in carried)
        {
            if (state.Rule == rule.Id && state.Channel == channel)
            {
                open = new Episode(rule, state.Key, channel, state.Start, null, state.SeenAt, state.Origin, new ChartView(chart, thresholds, 0, -1, -1, channel, 0));
                device = state.Device;
            }
        }

        int entry = 0, happening = rule.Condition!.LooksAtEvents ? 0 : chart.Events.Length;
        while (entry < chart.Entries.Length || happening < chart.Events.Length)
        {
            var atEvent = happening < chart.Events.Length && (entry == chart.Entries.Length || chart.Events[happening].StartMs <= chart.Times[entry]);
            var at = atEvent ? chart.Events[happening].StartMs : chart.Times[entry];
            var pointDevice = atEvent ? chart.Events[happening].Device : chart.Entries[entry].Device;
            if (!atEvent && pointDevice != device)
            {
                if (open is not null && device.Length > 0)
                    Close(ref open, at, chart, episodes);
                device = pointDevice;
            }

            var view = new ChartView(chart, thresholds, at, atEvent ? chart.EntryAt(at) : entry, atEvent ? happening : -1, channel, open is null ? 0 : rule.Relax);
            var truth = rule.Condition.Evaluate(view);
            if (open is null && truth == Truth.True)
                open = Open(rule, view, episodes, atEvent ? chart.Events[happening].SeenAt : chart.Entries[entry].SeenAt);
            else if (open is not null && truth == Truth.False && !rule.Latch)
                Close(ref open, at, chart, episodes);
            if (atEvent)
                happening++;
            else
                entry++;
            var next = Math.Min(entry < chart.Entries.Length ? chart.Times[entry] : now.ToUnixTimeMilliseconds() + 1, happening < chart.Events.Length ? chart.Events[happening].StartMs : long.MaxValue);
            if (open is null && view.Entry >= 0 && rule.Condition.DueAt(view) is { } due && due > at && due < next)
            {
                var (later, whenDue) = (view with { AtMs = due }, DateTimeOffset.FromUnixTimeMilliseconds(due));
                var seenAt = chart.Entries[view.Entry].SeenAt;
                if (rule.Condition.Evaluate(later) == Truth.True)
                    open = Open(rule, later, episodes, whenDue > seenAt ? whenDue : seenAt);
            }
        }

        if (open is not null)
            episodes.Add(open with { Origin = OriginOf(open, chart) });
    }

    private static Episode Open(Rule rule, ChartView view, List<Episode> episodes, DateTimeOffset seenAt)
    {
        var start = DateTimeOffset.FromUnixTimeMilliseconds(view.AtMs);
        var key = (view.Channel >= 0 ? Channels.Names[view.Channel].ToLowerInvariant() + "-" : string.Empty) + start.ToUnixTimeSeconds();
        // At one instant an episode may end with the old device and another begin with the new one.
        while (episodes.Exists(e => e.Rule == rule && e.Key == key))
            key += "-b";
        return new Episode(rule, key, view.Channel, start, null, seenAt, EpisodeOrigin.New, view);
    }

    private static void Close(ref Episode? open, long at, Chart chart, List<Episode> episodes)
    {
        var closed = open! with { Cleared = DateTimeOffset.FromUnixTimeMilliseconds(at) };
        episodes.Add(closed with { Origin = OriginOf(closed, chart) });
        open = null;
    }

    private static EpisodeOrigin OriginOf(Episode episode, Chart chart)
    {
        if (episode.Point.Entry < 0 && episode.Point.AtMs == 0)
            return episode.Origin;
        if (episode.Start < episode.Rule.EffectiveFrom || episode.Cleared <= chart.BaselineAt)
            return EpisodeOrigin.History;
        return episode.Start <= chart.BaselineAt ? EpisodeOrigin.Enrolment : EpisodeOrigin.New;
    }
}
