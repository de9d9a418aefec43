using VectorCare.Alerting.Charts;
using VectorCare.Alerting.Episodes;
using VectorCare.Alerting.Rules.Thresholds;
using VectorCare.Contracts.Messages;

namespace VectorCare.Alerting.Files;

/// <summary>Keeps a file small: what lies further back than any rule looks is folded into what it left behind.</summary>
internal sealed class CaseFileTrimmer(EpisodeReader reader)
{
    /// <summary>How far back transmissions are kept: longer than the longest window of a rule.</summary>
    public static readonly TimeSpan Horizon = TimeSpan.FromDays(90);

    private const int LeastEntries = 4;
    private const int MostEntries = 300;
    private const int MostPastEvents = 2000;
    private const int MostSilences = 60;

    /// <summary>Folds away the oldest entries.</summary>
    public void Trim(CaseFile file, ThresholdTimeline thresholds)
    {
        var sorted = file.Chart().Entries;
        if (sorted.Length > LeastEntries)
        {
            var before = sorted[^1].At - Horizon;
            var drop = Math.Max(sorted.Length - MostEntries, Math.Min(sorted.Count(e => e.At < before), sorted.Length - LeastEntries));
            // Some slack, so that a busy file is not folded at every transmission.
            if (drop >= 8 || (drop > 0 && sorted[0].At < before - Horizon))
                Fold(file, sorted, drop, thresholds);
        }

        while (file.Silences.Count > MostSilences)
            file.Silences.RemoveAt(0);
        var keptFrom = file.KeptFrom;
        file.Alerts.RemoveAll(a => !a.IsOpen && !a.Owed && a.Outbox.Count == 0 && a.Start < keptFrom && a.ClearedAt < keptFrom);
    }

    private void Fold(CaseFile file, ChartEntry[] sorted, int drop, ThresholdTimeline thresholds)
    {
        var past = Chart.Of(sorted.Take(drop), file.BaselineAt, file.HadAtAf);
        file.Carried = [.. reader.Read(past, thresholds, file.Carried, sorted[drop].At)
            .Where(e => e.Rule.Kind == Rules.RuleKind.State && e.Cleared is null)
            .Select(e => new CarriedState(e.Rule.Id, e.Channel, sorted[drop - 1].Device, e.Key, e.Start, e.SeenAt, e.Origin))];
        file.BaselineAt = past.BaselineAt;
        file.HadAtAf |= past.Events.Any(e => e.Episode.Type == EpisodeType.AtAf);
        file.KeptFrom = sorted[drop - 1].At;
        foreach (var found in past.Events)
            file.PastEvents.Add(found.Key);
        while (file.PastEvents.Count > MostPastEvents)
            file.PastEvents.Remove(file.PastEvents.First());
        var dropped = sorted.Take(drop).Select(e => e.EventId).ToHashSet();
        file.Entries.RemoveAll(e => dropped.Contains(e.EventId));
    }
}
