using System.Text;
using VectorCare.Alerting.Clinics;
using VectorCare.Alerting.Delivery.Limits;
using VectorCare.Contracts;
using VectorCare.Contracts.Messages;

namespace VectorCare.Alerting.Delivery.Sms;

/// <summary>Text messages through <see cref="ComponentNames.Sms"/>, for red alerts only. They say that there is an alert and of what kind; values and ids of patients are not for a phone's lock screen.</summary>
internal sealed class SmsChannel(Providers providers) : IAlertChannel
{
    /// <summary>Two parts of a text message.</summary>
    private const int LongestText = 306;

    /// <inheritdoc/>
    public string Name => "sms";

    /// <inheritdoc/>
    public bool Reaches(ClinicChannels route) => route.Sms.Count > 0;

    /// <inheritdoc/>
    public async Task<DeliveryResult> SendAsync(AlertMessage message, ClinicChannels route, Turn turn, CancellationToken cancellationToken)
    {
        if (message.Severity != AlertSeverity.Red)
            return DeliveryResult.Rejected;
        var text = Encoding.UTF8.GetBytes(Text(message));
        var result = DeliveryResult.Rejected;
        for (var i = 0; i < route.Sms.Count; i++)
        {
            var metadata = new Dictionary<string, string>
            {
                ["toNumber"] = route.Sms[i],
                // Where text messages are files, each copy has its own name.
                ["fileName"] = $"{message.DeliveryKey.Replace(':', '_')}-{i}.txt",
            };
            var one = (await providers.InvokeAsync(ComponentNames.Sms, "create", text, metadata, turn, cancellationToken)).Result;
            // One phone that rings is enough.
            if (i == 0 || one == DeliveryResult.Accepted)
                result = one;
        }

        return result;
    }

    /// <inheritdoc/>
    public Task<DeliveryResult> SendAsync(Digest digest, ClinicChannels route, Turn turn, CancellationToken cancellationToken) => Task.FromResult(DeliveryResult.Rejected);

    /// <summary>The text, in two parts at most.</summary>
    internal static string Text(AlertMessage message)
    {
        var key = message.DeliveryKey.Length > 16 ? message.DeliveryKey[^16..] : message.DeliveryKey;
        var text = $"RED alert {message.Rule} {message.Title}, {message.Clinic ?? "operations"}. Open VectorCare to review and acknowledge. Ref {key}";
        return text.Length <= LongestText ? text : text[..LongestText];
    }
}
