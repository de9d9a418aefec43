using System.Text.Encodings.Web;

namespace VectorCare.Alerting.Feedback;

/// <summary>Links of mails. Reading one shows what it would do; only the button does it, so that scanners that open every link acknowledge nothing.</summary>
internal static class LinkEndpoints
{
    /// <summary>Maps GET and POST of <see cref="AlertLinks.Path"/>. The signature in the link is what lets a caller in.</summary>
    public static void MapLinks(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet(AlertLinks.Path + "{token}", ShowAsync).AllowAnonymous();
        endpoints.MapPost(AlertLinks.Path + "{token}", ActAsync).AllowAnonymous();
    }

    private static async Task<IResult> ShowAsync(string token, HttpContext http, AlertLinks links, TimeProvider time, CancellationToken cancellationToken)
    {
        var link = await links.ReadAsync(token, cancellationToken);
        return Refusal(http, link, time) ?? Page(http, 200, Verb(link!.Action), $"Alert {link.AlertId}", $"<form method=\"post\"><button type=\"submit\">{Verb(link.Action)}</button></form>");
    }

    private static async Task<IResult> ActAsync(string token, HttpContext http, AlertLinks links, ClinicianFeedback feedback, TimeProvider time, CancellationToken cancellationToken)
    {
        var link = await links.ReadAsync(token, cancellationToken);
        if (Refusal(http, link, time) is { } refusal)
            return refusal;
        var kind = link!.Action == LinkAction.NotUseful ? FeedbackKind.NotUseful : FeedbackKind.Acknowledged;
        return await feedback.AcknowledgeAsync(link.AlertId, kind, "link:" + link.Clinic, link.Clinic, null, cancellationToken) switch
        {
            FeedbackResult.Done => Page(http, 200, "Done", "The alert is acknowledged. Nobody is paged for it any more."),
            FeedbackResult.Already => Page(http, 200, "Acknowledged before", "Somebody had acknowledged this alert already; nothing else is to be done."),
            FeedbackResult.OtherClinic => Page(http, 403, "Not for this clinic", "The patient has moved to another clinic, which has the alert now."),
            _ => Page(http, 404, "No such alert", "The alert is not kept any more."),
        };
    }

    private static IResult? Refusal(HttpContext http, LinkToken? link, TimeProvider time) =>
        link is null ? Page(http, 400, "Not a valid link", "The link is incomplete or was changed. Open it from the mail again, or acknowledge the alert in VectorCare.")
        : link.Expires <= time.GetUtcNow() ? Page(http, 410, "The link has expired", "Acknowledge the alert in VectorCare.")
        : null;

    private static string Verb(LinkAction action) => action == LinkAction.NotUseful ? "Acknowledge as not useful" : "Acknowledge";

    private static IResult Page(HttpContext http, int status, string title, string text, string form = "")
    {
        // The address is a credential: it must not be kept or handed on.
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers["Referrer-Policy"] = "no-referrer";
        http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; form-action 'self'; frame-ancestors 'none'";
        return Results.Content(
            $"<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title></head><body><main><h1>{title}</h1><p>{HtmlEncoder.Default.Encode(text)}</p>{form}</main></body></html>\n",
            "text/html; charset=utf-8",
            statusCode: status);
    }
}
