using System.Diagnostics;
using VectorCare.Alerting.Charts;
using VectorCare.Alerting.Episodes;
using VectorCare.Alerting.Escalation;
using VectorCare.Alerting.Files;
using VectorCare.Alerting.Rules;
using VectorCare.Alerting.Rules.Thresholds;
using VectorCare.Contracts;
using VectorCare.Contracts.Messages;

namespace VectorCare.Alerting.Stages;

/// <summary>Reads the episodes off what is known now and opens an alert for each that is new; takes up alerts whose delivery did not come to an end.</summary>
internal sealed class MatchStage(RuleCatalogue catalogue, ChartEntryReader entries, EpisodeReader reader, ThresholdBook thresholds, CaseFileTrimmer trimmer, EscalationPlan plan) : IAlertStage
{
    /// <inheritdoc/>
    public string Name => "match";

    /// <inheritdoc/>
    public bool Acts => false;

    /// <inheritdoc/>
    public ValueTask RunAsync(AlertWork work, CancellationToken cancellationToken)
    {
        if (work.Page is { } page)
        {
            MatchPage(work, page);
            return ValueTask.CompletedTask;
        }

        foreach (var record in work.File.Alerts.Where(r => r.Due(work.Now)))
            work.Pass(this, work.Add(record), StageReason.Resumed);
        if (work.Transmission is { } transmission)
            MatchTransmission(work, transmission);
        if (work.File.ReviewAt <= work.Now)
            Judge(work);
        if (work.Connectivity is { } connectivity)
            MatchConnectivity(work, connectivity);
        MatchSilence(work);
        if (work.Raised is { } raised && catalogue.Find(raised.Rule) is { } rule && work.File.Alerts.TrueForAll(r => r.Rule != rule.Id || r.Key != raised.Key))
            Open(work, rule, raised.Key, -1, work.Now, null, work.Now, EpisodeOrigin.New, raised.Evidence);
        return ValueTask.CompletedTask;
    }

    private void MatchPage(AlertWork work, PageStep page)
    {
        if (work.File.Alerts.Find(r => r.Id == page.AlertId) is not { } record || page.Step < record.Step)
            return;
        if (page.Step > record.Step && record.Outcome is null && plan.MayLeave(record, work.Now))
        {
            (record.Step, record.StepAt, record.Phase, record.NextChannel, record.FailedRounds) = (page.Step, work.Now, DeliveryPhase.Pending, plan.FirstChannelOf(page.Step), 0);
            (record.Owner, record.LeaseUntil, record.NotBefore) = (null, null, null);
            work.Changed = true;
        }

        work.Pass(this, work.Add(record), StageReason.Paged);
    }

    private void MatchTransmission(AlertWork work, Transmission transmission)
    {
        var file = work.File;
        if (file.Entries.Exists(e => e.EventId == transmission.EventId))
        {
            work.Metrics.Duplicate(Topics.Transmissions);
            return;
        }

        var entry = entries.Read(transmission, (term, why) => work.Metrics.RejectedValue(term.Name, why));
        // Values from before what is kept can no longer be put in order; events stand for themselves.
        file.Entries.Add(entry.At <= file.KeptFrom ? entry with { Values = [] } : entry);
        if (file.Entries.TrueForAll(e => e.At < entry.At || (e.At == entry.At && string.CompareOrdinal(e.EventId, entry.EventId) <= 0)))
            (file.Clinic, file.Vendor) = (transmission.Clinic, transmission.Vendor);
        Judge(work);
    }

    private void Judge(AlertWork work)
    {
        var file = work.File;
        work.Changed = true;
        var chart = file.Chart();
        var limits = thresholds.For(chart, file.Clinic, file.Subject);
        var episodes = reader.Read(chart, limits, file.Carried, work.Now);
        file.ReviewAt = reader.NextDue(chart, limits, work.Now);
        if (work.Transmission is { } judged)
            work.Metrics.Judged(judged.Vendor, judged.Device.Kind, episodes.Exists(e => e.Cleared is null || e.SeenAt == judged.SeenAt));
        AlertMatcher.Match(catalogue, work, episodes, e => Open(work, e.Rule, e.Key, e.Channel, e.Start, e.Rule.Kind == RuleKind.Event ? null : e.Cleared, e.SeenAt, e.Origin, Explain(e)));
        trimmer.Trim(file, limits);
    }

    private static void MatchConnectivity(AlertWork work, ConnectivityEvent connectivity)
    {
        var file = work.File;
        if (file.Silences.Exists(f => f.EventId == connectivity.EventId))
        {
            work.Metrics.Duplicate(Topics.Connectivity);
            return;
        }

        file.Silences.Add(new SilenceFact(connectivity.EventId, connectivity.Kind, connectivity.Cycle, connectivity.At, connectivity.Since, connectivity.ConsecutiveMisses, connectivity.Reason));
        file.Silences.Sort((a, b) => a.Cycle.CompareTo(b.Cycle));
        file.Vendor = connectivity.Vendor;
        file.Clinic ??= connectivity.Clinic;
        work.Changed = true;
    }

    private void MatchSilence(AlertWork work)
    {
        if (work.File.Silences.Count == 0)
            return;
        var (episodes, _) = SilenceEpisodes.Read(catalogue, work.File.Silences, thresholds.For(work.File.Clinic, work.File.Subject), work.Now);
        foreach (var episode in episodes)
        {
            var known = work.File.Alerts.Find(r => r.Rule == episode.Rule.Id && r.Key == episode.Key);
            if (known is null)
            {
                var evidence = new AlertEvidence(episode.First.Kind.ToString(), $"{episode.First.Misses} misses in a row since {episode.First.Since:u}", episode.First.Reason, null);
                Open(work, episode.Rule, episode.Key, -1, episode.Start, episode.Cleared, episode.First.At, EpisodeOrigin.New, [evidence]);
            }
            else if (known.ClearedAt != episode.Cleared)
            {
                AlertMatcher.SetCleared(work, known, episode.Cleared);
            }
        }
    }

    private void Open(
        AlertWork work, Rule rule, string key, int lead, DateTimeOffset start, DateTimeOffset? cleared, DateTimeOffset seenAt, EpisodeOrigin origin, IReadOnlyList<AlertEvidence> evidence)
    {
        var record = new AlertRecord
        {
            Id = AlertIds.Of(work.File.Subject, rule.Id, key),
            Rule = rule.Id,
            RuleVersion = rule.Version,
            Severity = rule.Severity,
            Key = key,
            Lead = lead,
            Start = start,
            ClearedAt = cleared,
            SeenAt = seenAt,
            OpenedAt = work.Now,
            Origin = rule.Shadow ? EpisodeOrigin.Shadow : origin,
            Evidence = evidence,
            Traceparent = work.Transmission?.Traceparent ?? Activity.Current?.Id,
        };
        record.Outbox.Add(new PendingEvent(AlertState.Opened, work.Now, null));
        work.File.Alerts.Add(record);
        work.Changed = true;
        work.Pass(this, work.Add(record), StageReason.NewEpisode);
    }

    private static List<AlertEvidence> Explain(Episode episode)
    {
        var evidence = new List<AlertEvidence>();
        episode.Rule.Condition!.Explain(episode.Point, evidence);
        return evidence;
    }
}
