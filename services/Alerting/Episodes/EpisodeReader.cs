using VectorCare.Alerting.Charts;
using VectorCare.Alerting.Rules;
using VectorCare.Alerting.Rules.Thresholds;

namespace VectorCare.Alerting.Episodes;

/// <summary>Reads the episodes of all rules off a chart.</summary>
internal sealed class EpisodeReader(RuleCatalogue catalogue)
{
    private readonly Rule[] _states = [.. catalogue.Rules.Where(r => r.Kind == RuleKind.State)];
    private readonly Rule[] _events = [.. catalogue.Rules.Where(r => r.Kind == RuleKind.Event)];

    /// <summary>Every episode of a chart, in no particular order.</summary>
    /// <param name="chart">The chart.</param>
    /// <param name="thresholds">Thresholds in force.</param>
    /// <param name="carried">States open at the chart's beginning.</param>
    public List<Episode> Read(Chart chart, ThresholdSet thresholds, IReadOnlyCollection<CarriedState> carried)
    {
        var episodes = new List<Episode>();
        foreach (var rule in _states)
        {
            for (var channel = rule.PerChannel ? 0 : -1; channel < (rule.PerChannel ? Channels.Names.Length : 0); channel++)
                StateEpisodes.Read(rule, channel, chart, thresholds, carried, episodes);
        }

        foreach (var rule in _events)
            EventEpisodes.Read(rule, chart, thresholds, episodes);
        return episodes;
    }
}
