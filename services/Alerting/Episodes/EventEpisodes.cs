using VectorCare.Alerting.Charts;
using VectorCare.Alerting.Rules;
using VectorCare.Alerting.Rules.Conditions;
using VectorCare.Alerting.Rules.Thresholds;

namespace VectorCare.Alerting.Episodes;

/// <summary>Reads the episodes of an event rule: every device event is one, and every rise of a counter that no event explains.</summary>
internal static class EventEpisodes
{
    /// <summary>Adds the episodes of a rule.</summary>
    public static void Read(Rule rule, Chart chart, ThresholdTimeline thresholds, List<Episode> episodes)
    {
        HashSet<int>? explained = null;
        for (var i = 0; i < chart.Events.Length; i++)
        {
            var found = chart.Events[i];
            var view = new ChartView(chart, thresholds, found.StartMs, chart.EntryAt(found.StartMs), i, -1, 0);
            if (rule.Condition!.Evaluate(view) != Truth.True)
                continue;
            var history = found.InBaseline || found.Episode.Start <= chart.BaselineAt || found.Episode.Start < rule.EffectiveFrom;
            var start = found.Episode.Start.ToUniversalTime();
            episodes.Add(new Episode(rule, found.Key, -1, start, start, found.SeenAt, history ? EpisodeOrigin.History : EpisodeOrigin.New, view));
            (explained ??= []).Add(found.FirstEntry);
        }

        for (var i = 0; i < chart.Entries.Length; i++)
        {
            var view = new ChartView(chart, thresholds, chart.Times[i], i, -1, -1, 0);
            if (rule.Condition!.Evaluate(view) != Truth.True || explained?.Contains(i) == true)
                continue;
            var entry = chart.Entries[i];
            var history = entry.Baseline || entry.At <= chart.BaselineAt || entry.At < rule.EffectiveFrom;
            episodes.Add(new Episode(rule, "count-" + entry.At.ToUnixTimeSeconds(), -1, entry.At, entry.At, entry.SeenAt, history ? EpisodeOrigin.History : EpisodeOrigin.New, view));
        }
    }
}
