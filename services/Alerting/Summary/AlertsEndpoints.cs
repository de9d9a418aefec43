using VectorCare.Alerting.Files;
using VectorCare.Alerting.Stages;
using VectorCare.Contracts;
using VectorCare.Contracts.Messages;
using VectorCare.ServiceDefaults.Auth;

namespace VectorCare.Alerting.Summary;

/// <summary>An open alert as clinicians see it.</summary>
internal sealed record OpenAlert(
    string AlertId, Guid? Patient, string? Clinic, string Vendor, string Rule, string RuleVersion, AlertSeverity Severity, DateTimeOffset OpenedAt, DateTimeOffset DeviceTime,
    DateTimeOffset SeenAt, DeliveryPhase Delivery, StageReason? HeldBecause, string? Channel, DateTimeOffset? DeliveredAt, bool Enrolment, IReadOnlyList<AlertEvidence> Evidence);

/// <summary>Reading and acknowledging alerts.</summary>
internal static class AlertsEndpoints
{
    private const int MostSubjects = 500;

    /// <summary>Maps <c>GET /v1/summary</c>, <c>GET /v1/alerts?state=open</c> and <c>POST /v1/alerts/{id}/acknowledge</c>.</summary>
    public static void MapAlerts(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet(Routes.AlertingSummary, (DeliveryBoard board) => Results.Json(board.Read(), SummaryJson.Default.AlertingSummary)).RequireRole(Roles.Operator);
        endpoints.MapGet(Routes.Api + "/alerts", ListAsync).RequireRole(Roles.Clinician);
        endpoints.MapPost(Routes.Api + "/alerts/{id}/acknowledge", AcknowledgeAsync).RequireRole(Roles.Clinician);
    }

    private static async Task<IResult> ListAsync(OpenAlerts open, CaseFileStore store, string? state, string? clinic, CancellationToken cancellationToken)
    {
        if (state is not (null or "open"))
            return Results.Problem($"state '{state}' is not known; use state=open.", statusCode: StatusCodes.Status400BadRequest);
        var found = new List<OpenAlert>();
        foreach (var subject in (await open.SubjectsAsync(clinic, cancellationToken)).Take(MostSubjects))
        {
            var (file, _) = await store.ReadAsync(subject, cancellationToken);
            var alerts = file?.Alerts.Where(a => a.IsOpen).Select(a => Show(file, a)).ToArray() ?? [];
            if (alerts.Length == 0)
                await open.RemoveAsync(subject, cancellationToken);
            found.AddRange(alerts);
        }

        return Results.Json([.. found.OrderByDescending(a => a.Severity).ThenBy(a => a.OpenedAt)], SummaryJson.Default.OpenAlertArray);
    }

    private static async Task<IResult> AcknowledgeAsync(string id, HttpContext http, CaseFileStore store, Outbox outbox, TimeProvider time, CancellationToken cancellationToken)
    {
        if (AlertIds.SubjectOf(id) is not { } subject)
            return Results.Problem("The id is not an alert's id.", statusCode: StatusCodes.Status400BadRequest);
        var who = http.User.FindFirst("sub")?.Value ?? http.User.Identity?.Name ?? "unknown";
        var found = false;
        var file = await store.UpdateAsync(
            subject,
            f =>
            {
                if (f.Alerts.Find(a => a.Id == id) is not { } record)
                    return false;
                found = true;
                if (record.AcknowledgedAt is not null)
                    return false;
                (record.AcknowledgedAt, record.AcknowledgedBy) = (time.GetUtcNow(), who);
                record.Outbox.Add(new PendingEvent(AlertState.Acknowledged, time.GetUtcNow(), null));
                return true;
            },
            cancellationToken);
        if (!found || file is null)
            return Results.Problem("There is no such alert.", statusCode: StatusCodes.Status404NotFound);
        await outbox.FlushAsync(file, cancellationToken);
        return Results.NoContent();
    }

    private static OpenAlert Show(CaseFile file, AlertRecord a) => new(
        a.Id, file.Patient, file.Clinic, file.Vendor, a.Rule, a.RuleVersion, a.Severity, a.OpenedAt, a.Start, a.SeenAt, a.Phase, a.HeldBecause, a.DeliveredBy, a.DeliveredAt,
        a.Origin == Episodes.EpisodeOrigin.Enrolment, a.Evidence);
}
