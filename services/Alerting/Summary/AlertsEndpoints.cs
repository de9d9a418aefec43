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

/// <summary>Reading alerts.</summary>
internal static class AlertsEndpoints
{
    private const int MostSubjects = 500;

    /// <summary>Maps <c>GET /v1/summary</c> and <c>GET /v1/alerts?state=open</c>.</summary>
    public static void MapAlerts(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet(Routes.AlertingSummary, (DeliveryBoard board, DateTimeOffset? until) => Results.Json(board.Read(until), SummaryJson.Default.AlertingSummary)).RequireRole(Roles.Operator);
        endpoints.MapGet(Routes.Api + "/alerts", ListAsync).RequireRole(Roles.Clinician);
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

    private static OpenAlert Show(CaseFile file, AlertRecord a) => new(
        a.Id, file.Patient, file.Clinic, file.Vendor, a.Rule, a.RuleVersion, a.Severity, a.OpenedAt, a.Start, a.SeenAt, a.Phase, a.HeldBecause, a.DeliveredBy, a.DeliveredAt,
        a.Origin == Episodes.EpisodeOrigin.Enrolment, a.Evidence);
}
