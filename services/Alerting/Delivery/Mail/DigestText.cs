using System.Text;
using VectorCare.Alerting.Clinics;

namespace VectorCare.Alerting.Delivery.Mail;

/// <summary>A digest as mail, in the form of <see cref="MailText"/>: a list first, then a section for each alert.</summary>
internal static class DigestText
{
    /// <summary>Subject, with the delivery key at its end.</summary>
    public static string Subject(Digest digest) => $"[YELLOW] {Count(digest)} - {digest.Clinic} [{digest.DeliveryKey}]";

    /// <summary>Body.</summary>
    public static string Html(Digest digest, ClinicChannels route)
    {
        var text = new StringBuilder(4096);
        text.AppendLine("<!DOCTYPE html>").AppendLine("<html lang=\"en\">")
            .AppendLine($"<head><meta charset=\"utf-8\"><title>{MailText.Safe(Count(digest))}</title></head>")
            .AppendLine("<body>").AppendLine("<main>")
            .AppendLine($"<h1>{MailText.Safe($"{Count(digest)} for {digest.Clinic}")}</h1>")
            .AppendLine("<p>Early review may change the outcome. Red alerts come on their own.</p>")
            .AppendLine("<ol>");
        foreach (var alert in digest.Alerts)
            text.AppendLine($"<li>{MailText.Safe($"{alert.Rule} {alert.Title}")}</li>");
        text.AppendLine("</ol>");
        foreach (var alert in digest.Alerts)
        {
            text.AppendLine("<section>").AppendLine($"<h2>{MailText.Safe($"{alert.Rule} {alert.Title}")}</h2>").AppendLine($"<p>{MailText.Safe(alert.Rationale)}</p>");
            if (route.ShowsValues)
                MailText.AppendEvidence(text, alert, route.TimeZone);
            text.AppendLine("<dl>");
            MailText.AppendDetails(text, alert, route.TimeZone);
            text.AppendLine("</dl>").AppendLine("</section>");
        }

        return text.AppendLine($"<p>Decision support, not a patient monitor: review it in the maker's portal. Delivery key of this digest: {MailText.Safe(digest.DeliveryKey)}. A copy with the same key is the same digest.</p>")
            .AppendLine("</main>").AppendLine("</body>").AppendLine("</html>").ToString();
    }

    private static string Count(Digest digest) => digest.Alerts.Count == 1 ? "1 yellow alert" : $"{digest.Alerts.Count} yellow alerts";
}
