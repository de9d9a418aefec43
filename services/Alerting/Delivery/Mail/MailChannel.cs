using System.Text;
using Microsoft.Extensions.Options;
using VectorCare.Alerting.Clinics;
using VectorCare.Alerting.Delivery.Limits;
using VectorCare.Contracts;
using VectorCare.Contracts.Messages;

namespace VectorCare.Alerting.Delivery.Mail;

/// <summary>Mail through <see cref="ComponentNames.Mail"/>. The binding keeps addresses, subject and priority of one mail for the next and shares them between calls: every field is set each time, and one mail is under way at a time.</summary>
internal sealed class MailChannel(Providers providers, IOptions<DeliveryOptions> options) : IAlertChannel
{
    /// <inheritdoc/>
    public string Name => "mail";

    /// <inheritdoc/>
    public bool Reaches(ClinicChannels route) => route.Mail.Count > 0;

    /// <inheritdoc/>
    public Task<DeliveryResult> SendAsync(AlertMessage message, ClinicChannels route, Turn turn, CancellationToken cancellationToken) =>
        SendAsync(MailText.Subject(message), MailText.Html(message, route), message.Severity == AlertSeverity.Red, route, turn, cancellationToken);

    /// <inheritdoc/>
    public Task<DeliveryResult> SendAsync(Digest digest, ClinicChannels route, Turn turn, CancellationToken cancellationToken) =>
        SendAsync(DigestText.Subject(digest), DigestText.Html(digest, route), urgent: false, route, turn, cancellationToken);

    private async Task<DeliveryResult> SendAsync(string subject, string html, bool urgent, ClinicChannels route, Turn turn, CancellationToken cancellationToken)
    {
        var metadata = new Dictionary<string, string>
        {
            ["emailFrom"] = options.Value.From,
            ["emailTo"] = string.Join(';', route.Mail),
            ["emailCC"] = string.Empty,
            ["emailBCC"] = string.Empty,
            ["subject"] = subject,
            ["priority"] = urgent ? "1" : "3",
        };
        return (await providers.InvokeAsync(ComponentNames.Mail, "create", Encoding.UTF8.GetBytes(html), metadata, turn, cancellationToken)).Result;
    }
}
