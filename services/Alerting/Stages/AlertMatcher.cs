using VectorCare.Alerting.Episodes;
using VectorCare.Alerting.Files;
using VectorCare.Alerting.Rules;
using VectorCare.Contracts.Messages;

namespace VectorCare.Alerting.Stages;

/// <summary>Finds, for each episode of a chart, the alert it already has. Late data may move an episode's beginning: an alert that overlaps it stays its alert, so that it pages once.</summary>
internal static class AlertMatcher
{
    /// <summary>Brings the alerts of a file in line with its episodes.</summary>
    /// <param name="catalogue">The rules.</param>
    /// <param name="work">The work.</param>
    /// <param name="episodes">Every episode of the chart.</param>
    /// <param name="open">Opens an alert for an episode that has none.</param>
    public static void Match(RuleCatalogue catalogue, AlertWork work, IEnumerable<Episode> episodes, Action<Episode> open)
    {
        var file = work.File;
        var wanted = episodes.Where(e => e.Origin != EpisodeOrigin.History && !(e.Rule.Kind == RuleKind.Event && file.PastEvents.Contains(e.Key))).OrderBy(e => e.Start).ToArray();
        var free = file.Alerts.Where(a => a.Origin != EpisodeOrigin.History).ToHashSet();
        var unmatched = new List<Episode>();
        foreach (var episode in wanted)
        {
            if (free.FirstOrDefault(a => a.Rule == episode.Rule.Id && a.Key == episode.Key) is { } same)
                Take(work, episode, same, free);
            else
                unmatched.Add(episode);
        }

        foreach (var episode in unmatched)
        {
            if (episode.Rule.Kind == RuleKind.State && free.FirstOrDefault(a => a.Rule == episode.Rule.Id && a.Lead == episode.Channel && Overlap(a, episode)) is { } overlapping)
                Take(work, episode, overlapping, free);
            else
                open(episode);
        }

        // Late data took the ground from under these: they were paged, and are closed.
        foreach (var alert in free.Where(a => a.ClearedAt is null && !(a.Start <= file.KeptFrom) && catalogue.Find(a.Rule)?.Kind == RuleKind.State))
        {
            alert.MergedInto ??= file.Alerts.Find(a => a != alert && a.Rule == alert.Rule && a.Lead == alert.Lead && a.MergedInto is null && a.Start <= alert.Start && !(a.ClearedAt <= alert.Start))?.Id;
            SetCleared(work, alert, alert.Start);
        }
    }

    /// <summary>Records that an alert's condition cleared, or holds again after all.</summary>
    public static void SetCleared(AlertWork work, AlertRecord alert, DateTimeOffset? cleared)
    {
        if (alert.ClearedAt == cleared)
            return;
        if (cleared is not null && alert.ClearedAt is null)
            alert.Outbox.Add(new PendingEvent(AlertState.Cleared, work.Now, null));
        else if (cleared is null)
            alert.EscalatedAt = null;
        alert.ClearedAt = cleared;
        work.Changed = true;
    }

    private static void Take(AlertWork work, Episode episode, AlertRecord alert, HashSet<AlertRecord> free)
    {
        free.Remove(alert);
        if (episode.Rule.Kind == RuleKind.State)
            SetCleared(work, alert, episode.Cleared);
    }

    private static bool Overlap(AlertRecord alert, Episode episode) =>
        alert.Start < (episode.Cleared ?? DateTimeOffset.MaxValue) && episode.Start < (alert.ClearedAt ?? DateTimeOffset.MaxValue);
}
