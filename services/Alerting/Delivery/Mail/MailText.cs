using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using VectorCare.Alerting.Clinics;

namespace VectorCare.Alerting.Delivery.Mail;

/// <summary>An alert as mail: one HTML document that a screen reader reads in order and that stays readable as plain text when the tags are taken away.</summary>
internal static class MailText
{
    /// <summary>Subject, with the delivery key at its end.</summary>
    public static string Subject(AlertMessage message) =>
        $"[{message.Severity.ToString().ToUpperInvariant()}] {message.Rule} {message.Title}{(message.Clinic is null ? string.Empty : $" - {message.Clinic}")} [{message.DeliveryKey}]";

    /// <summary>Body.</summary>
    /// <param name="message">The alert.</param>
    /// <param name="route">Its readers.</param>
    public static string Html(AlertMessage message, ClinicChannels route)
    {
        var zone = route.TimeZone;
        var text = new StringBuilder(2048);
        text.AppendLine("<!DOCTYPE html>").AppendLine("<html lang=\"en\">")
            .AppendLine($"<head><meta charset=\"utf-8\"><title>{Safe(message.Severity + " alert " + message.Rule)}</title></head>")
            .AppendLine("<body>")
            .AppendLine("<main>")
            .AppendLine($"<h1>{Safe($"{message.Severity} alert: {message.Title}")}</h1>")
            .AppendLine($"<p>{Safe(message.Rationale)}</p>");
        if (route.ShowsValues)
            AppendEvidence(text, message, zone);
        text.AppendLine("<h2>Details</h2>").AppendLine("<dl>");
        AppendDetails(text, message, zone);
        return text.AppendLine("</dl>")
            .AppendLine("<p>Decision support, not a patient monitor: review it in the maker's portal. A copy with the same delivery key is the same alert.</p>")
            .AppendLine("</main>").AppendLine("</body>").AppendLine("</html>").ToString();
    }

    /// <summary>The table of values and limits.</summary>
    internal static void AppendEvidence(StringBuilder text, AlertMessage message, TimeZoneInfo zone)
    {
        text.AppendLine("<h2>What decided</h2>")
            .AppendLine("<table>")
            .AppendLine("<caption>Values and limits</caption>")
            .AppendLine("<thead><tr><th scope=\"col\">What</th><th scope=\"col\">Value</th><th scope=\"col\">Limit</th><th scope=\"col\">Device time</th></tr></thead>")
            .AppendLine("<tbody>");
        foreach (var e in message.Evidence)
            text.AppendLine($"<tr><th scope=\"row\">{Safe(e.What)}</th> <td>{Safe(e.Value)}</td> <td>{Safe(e.Limit ?? "none")}</td> <td>{(e.DeviceTime is { } at ? Time(at, zone) : "not stated")}</td></tr>");
        text.AppendLine("</tbody>").AppendLine("</table>");
    }

    /// <summary>What identifies the alert.</summary>
    internal static void AppendDetails(StringBuilder text, AlertMessage message, TimeZoneInfo zone)
    {
        Detail(text, "Rule", $"{message.Rule} version {message.RuleVersion}");
        Detail(text, "Clinic", message.Clinic ?? "none");
        Detail(text, "Vendor", message.Vendor);
        Detail(text, "Began, says the device", message.DeviceTime, zone);
        Detail(text, "First seen", message.SeenAt, zone);
        Detail(text, "Alert", message.AlertId);
        Detail(text, "Delivery key", message.DeliveryKey);
        if (message.Actions is { } actions)
            text.AppendLine($"<dt>Your answer</dt> <dd><a href=\"{Safe(actions.Acknowledge.AbsoluteUri)}\">Acknowledge {Safe(message.Rule)}</a> or <a href=\"{Safe(actions.NotUseful.AbsoluteUri)}\">acknowledge {Safe(message.Rule)} as not useful</a></dd>");
    }

    private static void Detail(StringBuilder text, string name, string value) => text.AppendLine($"<dt>{Safe(name)}</dt> <dd>{Safe(value)}</dd>");

    private static void Detail(StringBuilder text, string name, DateTimeOffset at, TimeZoneInfo zone) => text.AppendLine($"<dt>{Safe(name)}</dt> <dd>{Time(at, zone)}</dd>");

    private static string Time(DateTimeOffset at, TimeZoneInfo zone) =>
        $"<time datetime=\"{at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)}\">{TimeZoneInfo.ConvertTime(at, zone).ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture)}</time>";

    /// <summary>Text as HTML.</summary>
    internal static string Safe(string value) => HtmlEncoder.Default.Encode(value);
}
