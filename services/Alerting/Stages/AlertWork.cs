using VectorCare.Alerting.Clinics;
using VectorCare.Alerting.Escalation;
using VectorCare.Alerting.Files;
using VectorCare.Alerting.Ladder;
using VectorCare.Contracts.Messages;

namespace VectorCare.Alerting.Stages;

/// <summary>What is being worked on: one subject, what came in, and the alerts on their way.</summary>
/// <param name="File">The subject's file.</param>
/// <param name="Now">The instant of this run.</param>
/// <param name="Transmission">The transmission that came in, or null.</param>
/// <param name="Connectivity">The connectivity event that came in, or null.</param>
/// <param name="Raised">An alert the service raises itself, or null.</param>
/// <param name="Page">The page an episode asks for, or null.</param>
/// <param name="Metrics">Counts what stages do.</param>
internal sealed record AlertWork(CaseFile File, DateTimeOffset Now, Transmission? Transmission, ConnectivityEvent? Connectivity, RaisedAlert? Raised, PageStep? Page, AlertingMetrics Metrics)
{
    private List<Candidate> _candidates = [];

    /// <summary>Alerts on their way, the most urgent first.</summary>
    public IEnumerable<Candidate> Candidates => _candidates.Where(c => !c.IsHeld).OrderByDescending(c => c.Record.Severity).ThenBy(c => c.Record.SeenAt);

    /// <summary>Whether the file has to be written.</summary>
    public bool Changed { get; set; }

    /// <summary>The same work with one candidate at a time, the most urgent first; at least once, for what there is to publish.</summary>
    public IEnumerable<AlertWork> OneByOne()
    {
        Candidate[] all = [.. Candidates];
        return all.Length == 0 ? [this] : all.Select(c => this with { _candidates = [c] });
    }

    /// <summary>Puts an alert on its way.</summary>
    public Candidate Add(AlertRecord record)
    {
        var candidate = new Candidate(record);
        _candidates.Add(candidate);
        return candidate;
    }

    /// <summary>Passes a candidate on.</summary>
    public void Pass(IAlertStage stage, Candidate candidate, StageReason reason) => Metrics.Stage(stage.Name, held: false, reason, candidate.Record.Severity);

    /// <summary>Holds a candidate for this run.</summary>
    public void Hold(IAlertStage stage, Candidate candidate, StageReason reason)
    {
        candidate.IsHeld = true;
        Metrics.Stage(stage.Name, held: true, reason, candidate.Record.Severity);
    }

    /// <summary>Holds a candidate and says so in its record.</summary>
    public void HoldForGood(IAlertStage stage, Candidate candidate, StageReason reason)
    {
        Hold(stage, candidate, reason);
        var record = candidate.Record;
        if (record.Phase != DeliveryPhase.Held || record.HeldBecause != reason)
            record.Outbox.Add(new PendingEvent(AlertState.Held, Now, null));
        record.Phase = DeliveryPhase.Held;
        record.HeldBecause = reason;
        Changed = true;
    }
}

/// <summary>An alert on its way.</summary>
/// <param name="record">Its record in the file.</param>
internal sealed class Candidate(AlertRecord record)
{
    /// <summary>Its record in the file.</summary>
    public AlertRecord Record { get; } = record;

    /// <summary>Whether a stage held it.</summary>
    public bool IsHeld { get; set; }

    /// <summary>Where it goes; set by the route stage.</summary>
    public ClinicChannels? Route { get; set; }

    /// <summary>Whether its workflow may deliver it: a red alert whose first page nobody has tried yet. Set with the claim.</summary>
    public bool HandsOver { get; set; }

    /// <summary>Whether its workflow was started in this run; set by the deliver stage.</summary>
    public bool Escalated { get; set; }

    /// <summary>Whether its clinic's inbox gets it; set by the group stage.</summary>
    public bool Grouped { get; set; }

    /// <summary>When the inbox that took it sends it; set by the deliver stage.</summary>
    public DateTimeOffset? InboxUntil { get; set; }

    /// <summary>What came of it; set by the deliver stage.</summary>
    public Climb? Climb { get; set; }
}

/// <summary>An alert the service raises itself.</summary>
/// <param name="Rule">Rule id.</param>
/// <param name="Key">Episode key: the same key is the same alert.</param>
/// <param name="Vendor">Vendor id, or empty.</param>
/// <param name="Evidence">What decided.</param>
internal sealed record RaisedAlert(string Rule, string Key, string Vendor, IReadOnlyList<AlertEvidence> Evidence);
