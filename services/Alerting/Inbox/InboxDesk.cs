using Microsoft.Extensions.Options;
using VectorCare.Alerting.Charts;
using VectorCare.Alerting.Clinics;
using VectorCare.Alerting.Delivery;
using VectorCare.Alerting.Escalation;
using VectorCare.Alerting.Files;
using VectorCare.Alerting.Ladder;
using VectorCare.Alerting.Stages;
using VectorCare.Alerting.Summary;
using VectorCare.Alerting.Sweep;
using VectorCare.Contracts.Messages;
using VectorCare.ServiceDefaults.Telemetry;

namespace VectorCare.Alerting.Inbox;

/// <summary>Does the work of the inboxes: counts against the budget, sends digests, and writes into the alerts' files what came of them. A digest that no channel takes gives its alerts back, each to go on its own.</summary>
internal sealed class InboxDesk(
    ClinicDirectory directory, AlertLadder ladder, CaseFileStore store, Outbox outbox, DeliveryBoard board, SweepIndex index, AlertPipeline pipeline, IOptions<DeliveryOptions> options, TimeProvider time)
{
    private const string BudgetRule = "OPS-06";

    /// <summary>When a digest that begins to gather now goes out.</summary>
    public DateTimeOffset DueOf(string clinic, InboxState state, DateTimeOffset now)
    {
        var inbox = directory.InboxOf(clinic);
        return InboxHours.Due(inbox, directory.For(clinic, Audience.Clinic, now).TimeZone, now, state.Count > inbox.DailyAlerts);
    }

    /// <summary>Takes an alert in, and warns operations before the day's budget is used up.</summary>
    public async Task AddAsync(string clinic, InboxState state, WaitingAlert alert)
    {
        var now = time.GetUtcNow();
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, directory.For(clinic, Audience.Clinic, now).TimeZone).DateTime);
        var budget = directory.InboxOf(clinic).DailyAlerts;
        if (!state.Add(alert, today) || state.Warned || state.Count * 5L < budget * 4L)
            return;
        var evidence = new AlertEvidence("yellow alerts of the day", $"{state.Count}", $"{budget}", now);
        await pipeline.RunAsync(new Arrival(CaseFile.Operations, Raised: new RaisedAlert(BudgetRule, Chart.KeyOf(clinic, today.ToString("O")), string.Empty, [new AlertEvidence("clinic", clinic, null, null), evidence])), CancellationToken.None);
        state.Warned = true;
    }

    /// <summary>Sends a digest. False: no channel took it yet.</summary>
    public async Task<bool> SendAsync(string clinic, DigestBatch batch)
    {
        var messages = new List<AlertMessage>();
        foreach (var waiting in batch.Alerts)
        {
            if ((await store.ReadAsync(waiting.Subject, CancellationToken.None)).File is { } file && file.Alerts.Find(r => r.Id == waiting.AlertId) is { Owed: true } record)
                messages.Add(await ladder.MessageOfAsync(record, file, CancellationToken.None));
        }

        if (messages.Count == 0)
            return true;
        var route = directory.For(clinic, Audience.Clinic, time.GetUtcNow());
        var climb = await ladder.ClimbAsync(new Digest($"digest-{clinic}-{batch.Number}", clinic, messages), route.None ? directory.Operations : route, CancellationToken.None);
        if (climb.Channel is null && (climb.Limited || ++batch.FailedRounds < options.Value.RoundsUntilUndeliverable))
            return false;
        foreach (var waiting in batch.Alerts)
            await (climb.Channel is null ? GiveBackAsync(waiting) : RecordAsync(waiting, climb));
        return true;
    }

    private async Task RecordAsync(WaitingAlert waiting, Climb climb)
    {
        AlertRecord? delivered = null;
        var file = await store.UpdateAsync(
            waiting.Subject,
            f =>
            {
                delivered = f.Alerts.Find(r => r.Id == waiting.AlertId && r.Owed);
                delivered?.Accept(climb, current: true);
                return delivered is not null;
            },
            CancellationToken.None);
        if (file is null || delivered is null)
            return;
        using var activity = Tracing.GoOn("deliver alert in a digest", delivered.Traceparent)?.SetTag("alert.channel", climb.Channel);
        if (delivered.DeliveredAt == climb.At)
            board.Delivered(delivered, climb.Channel!, climb.At);
        await outbox.FlushAsync(file, CancellationToken.None);
    }

    private async Task GiveBackAsync(WaitingAlert waiting)
    {
        await index.NoteAsync(waiting.Subject, "inbox-" + Chart.KeyOf(waiting.Subject, waiting.AlertId), time.GetUtcNow(), CancellationToken.None);
        await store.UpdateAsync(
            waiting.Subject,
            f =>
            {
                if (f.Alerts.Find(r => r.Id == waiting.AlertId && r.Owed) is not { } record)
                    return false;
                (record.GroupedAt, record.NotBefore) = (record.GroupedAt ?? time.GetUtcNow(), null);
                return true;
            },
            CancellationToken.None);
    }
}
