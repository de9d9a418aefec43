using System.Text;
using Microsoft.Extensions.Options;
using VectorCare.Alerting.Clinics;
using VectorCare.Contracts;
using VectorCare.Contracts.Messages;

namespace VectorCare.Alerting.Delivery.Mail;

/// <summary>Mail through <see cref="ComponentNames.Mail"/>. The binding keeps addresses, subject and priority of one mail for the next and shares them between calls: every field is set each time, and one mail is under way at a time. Red alerts have a lane of their own before all others.</summary>
internal sealed class MailChannel(IBinding binding, IOptions<DeliveryOptions> options) : IAlertChannel
{
    private readonly MailTurns _turns = new();

    /// <inheritdoc/>
    public string Name => "mail";

    /// <inheritdoc/>
    public bool Reaches(ClinicChannels route) => route.Mail.Count > 0;

    /// <inheritdoc/>
    public Task<DeliveryResult> SendAsync(AlertMessage message, ClinicChannels route, CancellationToken cancellationToken) =>
        SendAsync(MailText.Subject(message), MailText.Html(message, route), message.Severity == AlertSeverity.Red, route, cancellationToken);

    /// <inheritdoc/>
    public Task<DeliveryResult> SendAsync(Digest digest, ClinicChannels route, CancellationToken cancellationToken) =>
        SendAsync(DigestText.Subject(digest), DigestText.Html(digest, route), urgent: false, route, cancellationToken);

    private async Task<DeliveryResult> SendAsync(string subject, string html, bool urgent, ClinicChannels route, CancellationToken cancellationToken)
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
        try
        {
            await _turns.TakeAsync(urgent, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return DeliveryResult.Transient;
        }

        try
        {
            return (await binding.InvokeAsync(ComponentNames.Mail, "create", Encoding.UTF8.GetBytes(html), metadata, cancellationToken)).Result;
        }
        finally
        {
            _turns.Release();
        }
    }
}
