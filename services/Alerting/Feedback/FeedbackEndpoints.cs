using System.Security.Claims;
using VectorCare.Alerting.Files;
using VectorCare.Alerting.Rules;
using VectorCare.Alerting.Summary;
using VectorCare.Contracts;
using VectorCare.Contracts.Messages;
using VectorCare.ServiceDefaults.Auth;

namespace VectorCare.Alerting.Feedback;

/// <summary>Body of a snooze.</summary>
internal sealed record SnoozeRequest(string? Reason, DateTimeOffset Until);

/// <summary>Body of "not useful".</summary>
internal sealed record NotUsefulRequest(string? Reason);

/// <summary>Body of "missed alert".</summary>
internal sealed record MissedRequest(Guid Patient, DateTimeOffset Began, string? Rule, string? Reason);

/// <summary>What clinicians say about alerts.</summary>
internal static class FeedbackEndpoints
{
    private const int LongestReason = 500;

    private static readonly TimeSpan LongestRedSnooze = TimeSpan.FromHours(24);
    private static readonly TimeSpan LongestSnooze = TimeSpan.FromDays(30);

    /// <summary>Maps <c>POST /v1/alerts/{id}/acknowledge</c>, <c>…/snooze</c>, <c>…/not-useful</c>, <c>POST /v1/missed-alerts</c> and <c>GET /v1/labels?day=</c>.</summary>
    public static void MapFeedback(this IEndpointRouteBuilder endpoints)
    {
        const string Alert = Routes.Api + "/alerts/{id}/";
        endpoints.MapPost(Alert + "acknowledge", AcknowledgeAsync).RequireRole(Roles.Clinician);
        endpoints.MapPost(Alert + "snooze", SnoozeAsync).RequireRole(Roles.Clinician);
        endpoints.MapPost(Alert + "not-useful", NotUsefulAsync).RequireRole(Roles.Clinician);
        endpoints.MapPost(Routes.Api + "/missed-alerts", MissedAsync).RequireRole(Roles.Clinician);
        endpoints.MapGet(Routes.Api + "/labels", LabelsAsync).RequireRole(Roles.Clinician);
    }

    private static async Task<IResult> AcknowledgeAsync(string id, ClaimsPrincipal user, ClinicianFeedback feedback, CancellationToken cancellationToken) =>
        Answer(id, await feedback.AcknowledgeAsync(id, FeedbackKind.Acknowledged, Who(user), null, null, cancellationToken));

    private static async Task<IResult> NotUsefulAsync(string id, NotUsefulRequest request, ClaimsPrincipal user, ClinicianFeedback feedback, CancellationToken cancellationToken) =>
        request.Reason?.Length > LongestReason
            ? Bad($"The reason is longer than {LongestReason} characters.")
            : Answer(id, await feedback.AcknowledgeAsync(id, FeedbackKind.NotUseful, Who(user), null, request.Reason, cancellationToken));

    private static async Task<IResult> SnoozeAsync(string id, SnoozeRequest request, ClaimsPrincipal user, ClinicianFeedback feedback, CaseFileStore store, TimeProvider time, CancellationToken cancellationToken)
    {
        if (AlertIds.SubjectOf(id) is not { } subject || (await store.ReadAsync(subject, cancellationToken)).File?.Alerts.Find(a => a.Id == id) is not { } record)
            return Answer(id, FeedbackResult.NoSuchAlert);
        var longest = record.Severity == AlertSeverity.Red ? LongestRedSnooze : LongestSnooze;
        var now = time.GetUtcNow();
        if (string.IsNullOrWhiteSpace(request.Reason) || request.Reason.Length > LongestReason)
            return Bad($"A snooze needs a reason of at most {LongestReason} characters.");
        if (request.Until <= now || request.Until > now + longest)
            return Bad($"until must lie in the future, at most {longest.TotalHours:0} h from now.");
        return Answer(id, await feedback.SnoozeAsync(id, Who(user), request.Reason, request.Until, cancellationToken));
    }

    private static async Task<IResult> MissedAsync(MissedRequest request, ClaimsPrincipal user, ClinicianFeedback feedback, RuleCatalogue catalogue, TimeProvider time, CancellationToken cancellationToken)
    {
        if (request.Patient == Guid.Empty || request.Began == default || request.Began > time.GetUtcNow())
            return Bad("patient and began are needed, and began lies in the past.");
        if (request.Rule is { } rule && catalogue.Find(rule) is null)
            return Bad("The catalogue has no such rule; leave it out where none fits.");
        if (request.Reason?.Length > LongestReason)
            return Bad($"The reason is longer than {LongestReason} characters.");
        await feedback.MissedAsync(request.Patient, request.Rule, request.Began, Who(user), request.Reason, cancellationToken);
        return Results.NoContent();
    }

    private static async Task<IResult> LabelsAsync(DateOnly day, LabelStore labels, CancellationToken cancellationToken) =>
        Results.Json(await labels.ReadAsync(day, cancellationToken), SummaryJson.Default.FeedbackLabelArray);

    private static IResult Answer(string id, FeedbackResult result) => result switch
    {
        FeedbackResult.NoSuchAlert when AlertIds.SubjectOf(id) is null => Bad("The id is not an alert's id."),
        FeedbackResult.NoSuchAlert => Results.Problem("There is no such alert.", statusCode: StatusCodes.Status404NotFound),
        _ => Results.NoContent(),
    };

    private static IResult Bad(string what) => Results.Problem(what, statusCode: StatusCodes.Status400BadRequest);

    private static string Who(ClaimsPrincipal user) => user.FindFirst("sub")?.Value ?? user.Identity?.Name ?? "unknown";
}
