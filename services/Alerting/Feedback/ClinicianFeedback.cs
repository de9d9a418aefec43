using VectorCare.Alerting.Charts;
using VectorCare.Alerting.Escalation;
using VectorCare.Alerting.Files;
using VectorCare.Alerting.Stages;
using VectorCare.Alerting.Sweep;
using VectorCare.Contracts.Messages;
using VectorCare.ServiceDefaults.Telemetry;

namespace VectorCare.Alerting.Feedback;

/// <summary>What came of a clinician's word.</summary>
internal enum FeedbackResult
{
    /// <summary>Done.</summary>
    Done,

    /// <summary>It was acknowledged before.</summary>
    Already,

    /// <summary>There is no such alert.</summary>
    NoSuchAlert,

    /// <summary>It belongs to another clinic by now.</summary>
    OtherClinic,
}

/// <summary>Takes a clinician's word into the alert's file, and keeps it as a label.</summary>
internal sealed class ClinicianFeedback(CaseFileStore store, LabelStore labels, SweepIndex index, Outbox outbox, IEpisodeWorkflows episodes, TimeProvider time)
{
    /// <summary>Acknowledges an alert, and with <see cref="FeedbackKind.NotUseful"/> says that it was a false positive.</summary>
    /// <param name="alertId">Alert id.</param>
    /// <param name="kind">Acknowledged or not useful.</param>
    /// <param name="by">Who.</param>
    /// <param name="clinic">Clinic that it must belong to, or null.</param>
    /// <param name="reason">Why, or null.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<FeedbackResult> AcknowledgeAsync(string alertId, FeedbackKind kind, string by, string? clinic, string? reason, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var (result, file, record) = await UpdateAsync(
            alertId,
            clinic,
            r =>
            {
                if (r.AcknowledgedAt is not null)
                    return false;
                (r.AcknowledgedAt, r.AcknowledgedBy) = (now, by);
                r.Outbox.Add(new PendingEvent(AlertState.Acknowledged, now, null));
                return true;
            },
            cancellationToken);
        if (record is null)
            return result;
        using var activity = Tracing.GoOn("acknowledge alert", record.Traceparent);
        // Also when it was said before: the process may have died before the label was kept. Who acknowledged first did.
        var label = LabelOf(kind, record, file!, now, by, reason, null);
        await labels.AddAsync(kind == FeedbackKind.Acknowledged ? label with { At = record.AcknowledgedAt!.Value, By = record.AcknowledgedBy! } : label, cancellationToken);
        await outbox.FlushAsync(file!, cancellationToken);
        return result;
    }

    /// <summary>Keeps an alert quiet until an instant; then it is told again.</summary>
    public async Task<FeedbackResult> SnoozeAsync(string alertId, string by, string reason, DateTimeOffset until, CancellationToken cancellationToken)
    {
        if (AlertIds.SubjectOf(alertId) is not { } subject)
            return FeedbackResult.NoSuchAlert;
        // The note comes before what it stands for, as with every piece of work.
        await index.NoteAsync(subject, "snooze-" + Chart.KeyOf(subject, alertId), until, cancellationToken);
        var (result, file, record) = await UpdateAsync(alertId, null, r => r.IsOpen && r.SnoozeUntil(until), cancellationToken);
        if (record is null || result == FeedbackResult.Already)
            return result;
        await labels.AddAsync(LabelOf(FeedbackKind.Snoozed, record, file!, time.GetUtcNow(), by, reason, until), cancellationToken);
        if (record.EscalatedAt is not null)
            await episodes.TellAsync(alertId, cancellationToken);
        return result;
    }

    /// <summary>Keeps that an alert was missed.</summary>
    public Task MissedAsync(Guid patient, string? rule, DateTimeOffset began, string by, string? reason, CancellationToken cancellationToken) =>
        labels.AddAsync(new FeedbackLabel($"missed:{patient:D}:{rule}:{began.UtcDateTime:yyyyMMddHHmm}", FeedbackKind.Missed, time.GetUtcNow(), by, null, patient, rule, null, began, reason, null), cancellationToken);

    private async Task<(FeedbackResult Result, CaseFile? File, AlertRecord? Record)> UpdateAsync(string alertId, string? clinic, Func<AlertRecord, bool> change, CancellationToken cancellationToken)
    {
        if (AlertIds.SubjectOf(alertId) is not { } subject)
            return (FeedbackResult.NoSuchAlert, null, null);
        var result = FeedbackResult.NoSuchAlert;
        AlertRecord? record = null;
        var file = await store.UpdateAsync(
            subject,
            f =>
            {
                record = f.Alerts.Find(a => a.Id == alertId);
                if (record is not null && clinic is not null && f.Clinic != clinic)
                    (result, record) = (FeedbackResult.OtherClinic, null);
                if (record is null)
                    return false;
                var changed = change(record);
                result = changed ? FeedbackResult.Done : FeedbackResult.Already;
                return changed;
            },
            cancellationToken);
        return (result, file, record);
    }

    private static FeedbackLabel LabelOf(FeedbackKind kind, AlertRecord record, CaseFile file, DateTimeOffset at, string by, string? reason, DateTimeOffset? until) => new(
        $"{record.Id}:{kind.ToString().ToLowerInvariant()}{(until is null ? string.Empty : $":{until.Value.ToUnixTimeSeconds()}")}", kind, at, by, record.Id, file.Patient, record.Rule, record.RuleVersion, record.Start, reason, until);
}
