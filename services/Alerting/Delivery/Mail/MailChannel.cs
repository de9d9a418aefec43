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
    public async Task<DeliveryResult> SendAsync(AlertMessage message, ClinicChannels route, CancellationToken cancellationToken)
    {
        var metadata = new Dictionary<string, string>
        {
            ["emailFrom"] = options.Value.From,
            ["emailTo"] = string.Join(';', route.Mail),
            ["emailCC"] = string.Empty,
            ["emailBCC"] = string.Empty,
            ["subject"] = MailText.Subject(message),
            ["priority"] = message.Severity == AlertSeverity.Red ? "1" : "3",
        };
        var html = Encoding.UTF8.GetBytes(MailText.Html(message, route.TimeZone));
        try
        {
            await _turns.TakeAsync(message.Severity == AlertSeverity.Red, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return DeliveryResult.Transient;
        }

        try
        {
            return (await binding.InvokeAsync(ComponentNames.Mail, "create", html, metadata, cancellationToken)).Result;
        }
        finally
        {
            _turns.Release();
        }
    }
}
