using VectorCare.Alerting.Files;
using VectorCare.Alerting.Rules;
using VectorCare.Alerting.Rules.Conditions;
using VectorCare.Alerting.Rules.Thresholds;
using VectorCare.Contracts.Messages;

namespace VectorCare.Alerting.Episodes;

/// <summary>An episode of silence.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Key">First miss, in Unix seconds.</param>
/// <param name="Start">When the silence had lasted long enough.</param>
/// <param name="Cleared">When it ended, or null.</param>
/// <param name="First">The event that began it.</param>
internal sealed record SilenceEpisode(Rule Rule, string Key, DateTimeOffset Start, DateTimeOffset? Cleared, SilenceFact First);

/// <summary>Reads the episodes of connectivity rules off the connectivity events, in the order of their cycles whatever order they came in.</summary>
internal static class SilenceEpisodes
{
    /// <summary>Every episode, and when the next one would begin if nothing is heard.</summary>
    public static (List<SilenceEpisode> Episodes, DateTimeOffset? Next) Read(RuleCatalogue catalogue, IEnumerable<SilenceFact> facts, ThresholdTimeline thresholds, DateTimeOffset now)
    {
        var sorted = facts.OrderBy(f => f.Cycle).ThenBy(f => f.At).ThenBy(f => f.EventId, StringComparer.Ordinal).ToArray();
        var episodes = new List<SilenceEpisode>();
        DateTimeOffset? next = null;
        foreach (var rule in catalogue.Rules)
        {
            if (rule.Condition is not SilenceCondition silence)
                continue;
            SilenceFact? first = null;
            var lasts = TimeSpan.Zero;
            foreach (var fact in sorted)
            {
                if (fact.Kind == silence.Kind)
                {
                    lasts = silence.Lasts(thresholds, (first ??= fact).Since);
                }
                else if (fact.Kind == EndOf(silence.Kind) && first is not null)
                {
                    if (fact.At - first.Since >= lasts)
                        episodes.Add(Episode(rule, first, lasts, fact.At));
                    first = null;
                }
            }

            if (first is null)
                continue;
            // "At once" holds whatever the clocks of two services say.
            if (lasts == TimeSpan.Zero || now - first.Since >= lasts)
                episodes.Add(Episode(rule, first, lasts, null));
            else if (next is null || first.Since + lasts < next)
                next = first.Since + lasts;
        }

        return (episodes, next);
    }

    private static ConnectivityKind EndOf(ConnectivityKind kind) => kind switch
    {
        ConnectivityKind.VendorDown => ConnectivityKind.VendorUp,
        ConnectivityKind.PageQuarantined => ConnectivityKind.PageRestored,
        ConnectivityKind.PollingStopped => ConnectivityKind.PollingResumed,
        _ => ConnectivityKind.PatientRestored,
    };

    private static SilenceEpisode Episode(Rule rule, SilenceFact first, TimeSpan lasts, DateTimeOffset? cleared) =>
        new(rule, first.Since.ToUnixTimeSeconds().ToString(), first.Since + lasts, cleared, first);
}
