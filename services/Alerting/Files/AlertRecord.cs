using VectorCare.Alerting.Episodes;
using VectorCare.Alerting.Ladder;
using VectorCare.Alerting.Stages;
using VectorCare.Contracts.Messages;

namespace VectorCare.Alerting.Files;

/// <summary>Where the delivery of an alert stands.</summary>
internal enum DeliveryPhase
{
    /// <summary>On its way.</summary>
    Pending,

    /// <summary>Held by a stage.</summary>
    Held,

    /// <summary>A channel accepted it.</summary>
    Delivered,

    /// <summary>Every channel refused it; operations were told, attempts go on.</summary>
    Undeliverable,
}

/// <summary>An alert in its subject's file.</summary>
internal sealed class AlertRecord
{
    /// <summary><c>alert-{subject}-{rule}-{episode}</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Rule id.</summary>
    public required string Rule { get; init; }

    /// <summary>Version of the rule that decided.</summary>
    public required string RuleVersion { get; init; }

    /// <summary>Severity.</summary>
    public required AlertSeverity Severity { get; init; }

    /// <summary>Episode key within rule and subject.</summary>
    public required string Key { get; init; }

    /// <summary>Pacing channel, or -1.</summary>
    public int Lead { get; init; } = -1;

    /// <summary>Device time at which the episode began.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>Device time at which it cleared, or null.</summary>
    public DateTimeOffset? ClearedAt { get; set; }

    /// <summary>End of the poll that first saw it.</summary>
    public required DateTimeOffset SeenAt { get; init; }

    /// <summary>When it was opened here.</summary>
    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>New, or true already at enrolment.</summary>
    public required EpisodeOrigin Origin { get; init; }

    /// <summary>The values that decided.</summary>
    public required IReadOnlyList<AlertEvidence> Evidence { get; init; }

    /// <summary>W3C trace context of what opened it: the trace runs on to the acknowledgement.</summary>
    public string? Traceparent { get; init; }

    /// <summary>Where the delivery stands.</summary>
    public DeliveryPhase Phase { get; set; }

    /// <summary>Why a stage holds it.</summary>
    public StageReason? HeldBecause { get; set; }

    /// <summary>Process that is delivering it.</summary>
    public string? Owner { get; set; }

    /// <summary>Until then nobody else may deliver it; afterwards the next channel is tried.</summary>
    public DateTimeOffset? LeaseUntil { get; set; }

    /// <summary>Not to be tried again before.</summary>
    public DateTimeOffset? NotBefore { get; set; }

    /// <summary>Place in the ladder of the channel to try next.</summary>
    public int NextChannel { get; set; }

    /// <summary>Rounds over all channels that failed.</summary>
    public int FailedRounds { get; set; }

    /// <summary>Number of the page it stands at, from 0; only red alerts have more than one. <see cref="Phase"/> is that of this page.</summary>
    public int Step { get; set; }

    /// <summary>When that page was begun.</summary>
    public DateTimeOffset? StepAt { get; set; }

    /// <summary>When its clinic's inbox took it, or null. It waits there until <see cref="NotBefore"/>; an inbox that is silent until then is not waited for.</summary>
    public DateTimeOffset? GroupedAt { get; set; }

    /// <summary>When its workflow was started, or null.</summary>
    public DateTimeOffset? EscalatedAt { get; set; }

    /// <summary>When its workflow found nobody left to page.</summary>
    public DateTimeOffset? GivenUpAt { get; set; }

    /// <summary>The alert that took its episode over when late data made one of two.</summary>
    public string? MergedInto { get; set; }

    /// <summary>When a channel first accepted it.</summary>
    public DateTimeOffset? DeliveredAt { get; set; }

    /// <summary>The channel that accepted it.</summary>
    public string? DeliveredBy { get; set; }

    /// <summary>When a clinician acknowledged it.</summary>
    public DateTimeOffset? AcknowledgedAt { get; set; }

    /// <summary>Subject of the token that acknowledged it.</summary>
    public string? AcknowledgedBy { get; set; }

    /// <summary>Until then a clinician wants to hear nothing of it, or null.</summary>
    public DateTimeOffset? SnoozedUntil { get; set; }

    /// <summary>Steps of its life that are recorded here and not yet published.</summary>
    public List<PendingEvent> Outbox { get; init; } = [];

    /// <summary>Whether it waits for a human: neither cleared nor acknowledged, of a rule that is in force.</summary>
    public bool IsOpen => Origin != EpisodeOrigin.Shadow && ClearedAt is null && AcknowledgedAt is null;

    /// <summary>Why nobody has to be paged any more, or null. What cleared before anybody was told is told once.</summary>
    public string? Outcome =>
        AcknowledgedAt is not null ? "acknowledged"
        : MergedInto is not null ? "merged"
        : ClearedAt is not null && DeliveredAt is not null ? "cleared"
        : null;

    /// <summary>Whether it lacks the workflow that escalates it. What was true before the patient came pages once.</summary>
    public bool LacksWorkflow => Severity == AlertSeverity.Red && Origin is not (EpisodeOrigin.Enrolment or EpisodeOrigin.Shadow) && EscalatedAt is null && Outcome is null;

    /// <summary>Whether a delivery attempt is still owed.</summary>
    public bool Owed => Outcome is null && (Phase is DeliveryPhase.Pending or DeliveryPhase.Undeliverable || (Phase == DeliveryPhase.Held && HeldBecause == StageReason.VendorOutage));

    /// <summary>Whether operations have an alert of their own that this one is undeliverable.</summary>
    public bool OperationsTold { get; set; }

    /// <summary>Records that a channel accepted it.</summary>
    /// <param name="climb">How.</param>
    /// <param name="current">Whether that was the page it stands at.</param>
    public void Accept(Climb climb, bool current)
    {
        if (current)
            (Phase, HeldBecause, Owner, LeaseUntil, NotBefore) = (DeliveryPhase.Delivered, null, null, null, null);
        (DeliveredAt, DeliveredBy) = (DeliveredAt ?? climb.At, climb.Channel);
        Outbox.Add(new PendingEvent(AlertState.Delivered, climb.At, climb.Channel, climb.Step));
    }

    /// <summary>Keeps it quiet until an instant. What no workflow tells again is told again as a page of its own.</summary>
    public bool SnoozeUntil(DateTimeOffset until)
    {
        if (EscalatedAt is null && Phase == DeliveryPhase.Delivered)
            (Step, StepAt, Phase, NotBefore, GroupedAt, NextChannel, FailedRounds) = (Step + 1, null, DeliveryPhase.Pending, until, null, 0, 0);
        SnoozedUntil = until;
        return true;
    }

    /// <summary>Whether an attempt may begin.</summary>
    public bool Due(DateTimeOffset now) => (Owed || LacksWorkflow) && !(SnoozedUntil > now) && !(LeaseUntil > now) && !(NotBefore > now);
}

/// <summary>A step in the life of an alert that is not yet published.</summary>
/// <param name="State">The step.</param>
/// <param name="At">When.</param>
/// <param name="Channel">Channel of a delivery.</param>
/// <param name="Step">Page it belongs to.</param>
internal sealed record PendingEvent(AlertState State, DateTimeOffset At, string? Channel, int Step = 0);
