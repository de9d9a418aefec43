using System.Text.Json;
using VectorCare.Alerting.Clinics;
using VectorCare.Alerting.Delivery.Limits;
using VectorCare.Alerting.Signing;
using VectorCare.Contracts;

namespace VectorCare.Alerting.Delivery.Webhook;

/// <summary>Webhook through <see cref="ComponentNames.Webhook"/>: JSON or a chat program's card, the delivery key as <c>Idempotency-Key</c>, signed where the clinic has a key.</summary>
internal sealed class WebhookChannel(Providers providers, ISigningKeys keys, TimeProvider time) : IAlertChannel
{
    /// <inheritdoc/>
    public string Name => "webhook";

    /// <inheritdoc/>
    public bool Reaches(ClinicChannels route) => route.Webhook is not null;

    /// <inheritdoc/>
    public Task<DeliveryResult> SendAsync(AlertMessage message, ClinicChannels route, Turn turn, CancellationToken cancellationToken) =>
        SendAsync(
            message.DeliveryKey,
            route.Shape == WebhookShape.Json
                ? JsonSerializer.SerializeToUtf8Bytes(Shown(message, route), WebhookJson.Default.AlertMessage)
                : WebhookCard.Of(route.Shape, $"{message.Severity} alert: {message.Title}", message.DeliveryKey, [message], route.ShowsValues),
            route,
            turn,
            cancellationToken);

    /// <inheritdoc/>
    public Task<DeliveryResult> SendAsync(Digest digest, ClinicChannels route, Turn turn, CancellationToken cancellationToken) =>
        SendAsync(
            digest.DeliveryKey,
            route.Shape == WebhookShape.Json
                ? JsonSerializer.SerializeToUtf8Bytes(digest with { Alerts = [.. digest.Alerts.Select(a => Shown(a, route))] }, WebhookJson.Default.Digest)
                : WebhookCard.Of(route.Shape, $"Yellow alerts of {digest.Clinic}", digest.DeliveryKey, digest.Alerts, route.ShowsValues),
            route,
            turn,
            cancellationToken);

    // What a clinic does not want in its mails is not for other programs either.
    private static AlertMessage Shown(AlertMessage message, ClinicChannels route) => route.ShowsValues ? message : message with { Evidence = [] };

    private async Task<DeliveryResult> SendAsync(string deliveryKey, byte[] body, ClinicChannels route, Turn turn, CancellationToken cancellationToken)
    {
        var metadata = new Dictionary<string, string>
        {
            ["path"] = route.Webhook!,
            ["Content-Type"] = "application/json",
            ["Idempotency-Key"] = deliveryKey,
            // The status tells more than an error does.
            ["errorIfNot2XX"] = "false",
        };
        if (route.WebhookSecret is { } secret)
        {
            // A receiver that expects a signature must not get used to calls without.
            if (await keys.ReadAsync(secret, cancellationToken) is not { } key)
                return DeliveryResult.Transient;
            metadata[WebhookSignature.Header] = WebhookSignature.Of(body, key, time.GetUtcNow());
        }

        var reply = await providers.InvokeAsync(ComponentNames.Webhook, "post", body, metadata, turn, cancellationToken);
        return reply.Result != DeliveryResult.Accepted ? reply.Result : Judge(reply.Status, reply.Body);
    }

    /// <summary>What an answer means. Some receivers answer 200 and put the refusal into the body.</summary>
    internal static DeliveryResult Judge(int? status, ReadOnlyMemory<byte> body) => status switch
    {
        408 or 425 or 429 or >= 500 => DeliveryResult.Transient,
        >= 300 => DeliveryResult.Rejected,
        _ => Refuses(body) ? DeliveryResult.Rejected : DeliveryResult.Accepted,
    };

    private static bool Refuses(ReadOnlyMemory<byte> body)
    {
        if (body.Length == 0)
            return false;
        try
        {
            using var json = JsonDocument.Parse(body);
            if (json.RootElement.ValueKind != JsonValueKind.Object)
                return json.RootElement.ValueKind == JsonValueKind.False;
            return (json.RootElement.TryGetProperty("ok", out var ok) && ok.ValueKind == JsonValueKind.False)
                || (json.RootElement.TryGetProperty("error", out var error) && error.ValueKind is not (JsonValueKind.Null or JsonValueKind.False));
        }
        catch (JsonException)
        {
            // Plain text: an acknowledgement such as "ok", or a page of an intermediary.
            return body.Span.TrimStart(" \r\n\t"u8).StartsWith("<"u8) || body.Span.IndexOf("error"u8) >= 0;
        }
    }
}
