using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;
using VectorCare.Alerting;
using VectorCare.Alerting.Charts;
using VectorCare.Alerting.Episodes;
using VectorCare.Alerting.Escalation;
using VectorCare.Alerting.Files;
using VectorCare.Alerting.Rules;
using VectorCare.Alerting.Rules.Thresholds;
using VectorCare.Alerting.Stages;

namespace VectorCare.Bench.Fleet;

/// <summary>Alerting's own judgement: the stage that reads episodes off a patient's file.</summary>
internal sealed class FleetAlerting
{
    private readonly Dictionary<string, CaseFile> _files = [];
    private readonly RuleCatalogue _catalogue;
    private readonly ThresholdBook _thresholds;
    private readonly MatchStage _match;
    private readonly AlertingMetrics _metrics;

    public FleetAlerting(RuleCatalogue catalogue, IMeterFactory meters)
    {
        var reader = new EpisodeReader(catalogue);
        _metrics = new AlertingMetrics(meters);
        _catalogue = catalogue;
        _thresholds = new ThresholdBook(catalogue, Options.Create(new ThresholdOptions()));
        _match = new MatchStage(catalogue, new ChartEntryReader(catalogue), reader, _thresholds, new CaseFileTrimmer(reader), new EscalationPlan(Options.Create(new EscalationOptions())));
    }

    /// <summary>Takes what came in and gives the alerts that it opened, and when the patient's file is to be looked at again though nothing comes in.</summary>
    public Task<(IReadOnlyList<AlertRecord> Opened, DateTimeOffset? ReviewAt)> TakeAsync(Arrival arrival, DateTimeOffset now, CancellationToken stop)
    {
        if (!_files.TryGetValue(arrival.Subject, out var file))
            _files[arrival.Subject] = file = arrival.NewFile();
        return JudgeAsync(file, arrival, now, stop);
    }

    /// <summary>Looks at a patient's file again.</summary>
    public Task<(IReadOnlyList<AlertRecord> Opened, DateTimeOffset? ReviewAt)> ReviewAsync(Guid patient, DateTimeOffset now, CancellationToken stop) =>
        TakeAsync(new Arrival(patient.ToString("D")), now, stop);

    private async Task<(IReadOnlyList<AlertRecord> Opened, DateTimeOffset? ReviewAt)> JudgeAsync(CaseFile file, Arrival arrival, DateTimeOffset now, CancellationToken stop)
    {
        var known = file.Alerts.ToHashSet();
        await _match.RunAsync(new AlertWork(file, now, arrival.Transmission, arrival.Connectivity, null, null, _metrics), stop);
        var opened = file.Alerts.Where(a => !known.Contains(a)).ToArray();
        foreach (var alert in file.Alerts)
        {
            // Delivery is not a part of this bench: each is taken as delivered at once.
            alert.Phase = DeliveryPhase.Delivered;
            alert.Outbox.Clear();
        }

        var silence = SilenceEpisodes.Read(_catalogue, file.Silences, _thresholds.For(file.Clinic, file.Subject), now).Next;
        return (opened, silence < file.ReviewAt ? silence : file.ReviewAt ?? silence);
    }
}
