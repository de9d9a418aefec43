using VectorCare.Alerting.Charts;
using VectorCare.Alerting.Rules;
using VectorCare.Alerting.Rules.Thresholds;

namespace VectorCare.Alerting.Episodes;

/// <summary>Reads the episodes of all rules off a chart.</summary>
internal sealed class EpisodeReader(RuleCatalogue catalogue)
{
    private readonly (Rule Rule, int Channel)[] _states =
        [.. catalogue.Rules.Where(r => r.Kind == RuleKind.State).SelectMany(r => r.PerChannel ? Enumerable.Range(0, Channels.Names.Length).Select(c => (r, c)) : [(r, -1)])];
    private readonly Rule[] _events = [.. catalogue.Rules.Where(r => r.Kind == RuleKind.Event)];

    /// <summary>Every episode of a chart, in no particular order.</summary>
    /// <param name="chart">The chart.</param>
    /// <param name="thresholds">The patient's thresholds.</param>
    /// <param name="carried">States open at the chart's beginning.</param>
    /// <param name="now">Device time up to which the last entry is taken to last.</param>
    public List<Episode> Read(Chart chart, ThresholdTimeline thresholds, IReadOnlyCollection<CarriedState> carried, DateTimeOffset now)
    {
        var episodes = new List<Episode>();
        foreach (var (rule, channel) in _states)
            StateEpisodes.Read(rule, channel, chart, thresholds, carried, now, episodes);
        foreach (var rule in _events)
            EventEpisodes.Read(rule, chart, thresholds, episodes);
        return episodes;
    }

    /// <summary>When a state may begin by the passage of time alone, after <paramref name="now"/>; null when only a transmission can change anything.</summary>
    public DateTimeOffset? NextDue(Chart chart, ThresholdTimeline thresholds, DateTimeOffset now)
    {
        long? next = null;
        if (chart.Entries.Length == 0)
            return null;
        foreach (var (rule, channel) in _states)
        {
            var view = new ChartView(chart, thresholds, chart.Times[^1], chart.Entries.Length - 1, -1, channel, 0);
            if (rule.Condition!.DueAt(view) is { } due && due > now.ToUnixTimeMilliseconds() && !(due >= next))
                next = due;
        }

        return next is { } ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null;
    }
}
