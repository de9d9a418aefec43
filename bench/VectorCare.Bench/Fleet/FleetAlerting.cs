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
using VectorCare.Contracts.Messages;

namespace VectorCare.Bench.Fleet;

/// <summary>Alerting's own judgement: the stage that reads episodes off a patient's file.</summary>
internal sealed class FleetAlerting
{
    private readonly Dictionary<Guid, CaseFile> _files = [];
    private readonly MatchStage _match;
    private readonly AlertingMetrics _metrics;

    public FleetAlerting(RuleCatalogue catalogue, IMeterFactory meters)
    {
        var reader = new EpisodeReader(catalogue);
        _metrics = new AlertingMetrics(meters);
        _match = new MatchStage(catalogue, new ChartEntryReader(catalogue), reader, new ThresholdBook(catalogue, Options.Create(new ThresholdOptions())), new CaseFileTrimmer(reader), new EscalationPlan(Options.Create(new EscalationOptions())));
    }

    /// <summary>Takes a transmission and gives the alerts that it opened, and when the patient's file is to be looked at again though nothing comes in.</summary>
    public Task<(IReadOnlyList<AlertRecord> Opened, DateTimeOffset? ReviewAt)> TakeAsync(Transmission transmission, DateTimeOffset now, CancellationToken stop)
    {
        if (!_files.TryGetValue(transmission.Patient, out var file))
            _files[transmission.Patient] = file = new Arrival(transmission.Patient.ToString("D"), transmission).NewFile();
        return JudgeAsync(file, transmission, now, stop);
    }

    /// <summary>Looks at a patient's file again.</summary>
    public Task<(IReadOnlyList<AlertRecord> Opened, DateTimeOffset? ReviewAt)> ReviewAsync(Guid patient, DateTimeOffset now, CancellationToken stop) =>
        JudgeAsync(_files[patient], null, now, stop);

    private async Task<(IReadOnlyList<AlertRecord> Opened, DateTimeOffset? ReviewAt)> JudgeAsync(CaseFile file, Transmission? transmission, DateTimeOffset now, CancellationToken stop)
    {
        var known = file.Alerts.ToHashSet();
        await _match.RunAsync(new AlertWork(file, now, transmission, null, null, null, _metrics), stop);
        var opened = file.Alerts.Where(a => !known.Contains(a)).ToArray();
        foreach (var alert in file.Alerts)
        {
            // Delivery is not a part of this bench: each is taken as delivered at once.
            alert.Phase = DeliveryPhase.Delivered;
            alert.Outbox.Clear();
        }

        return (opened, file.ReviewAt);
    }
}
