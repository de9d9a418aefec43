using VectorCare.Alerting.Clinics;
using VectorCare.Alerting.Delivery.Limits;
using VectorCare.Contracts;

namespace VectorCare.Alerting.Delivery.Fhir;

/// <summary>The clinic's record system through <see cref="ComponentNames.Fhir"/>: a FHIR R4 transaction for each page. It is last on the ladder: a record calls nobody.</summary>
internal sealed class FhirChannel(Providers providers) : IAlertChannel
{
    /// <inheritdoc/>
    public string Name => "fhir";

    /// <inheritdoc/>
    public bool Reaches(ClinicChannels route) => route.Fhir is not null;

    /// <inheritdoc/>
    public Task<DeliveryResult> SendAsync(AlertMessage message, ClinicChannels route, Turn turn, CancellationToken cancellationToken) => SendAsync([message], route, turn, cancellationToken);

    /// <inheritdoc/>
    public Task<DeliveryResult> SendAsync(Digest digest, ClinicChannels route, Turn turn, CancellationToken cancellationToken) => SendAsync(digest.Alerts, route, turn, cancellationToken);

    private async Task<DeliveryResult> SendAsync(IReadOnlyList<AlertMessage> alerts, ClinicChannels route, Turn turn, CancellationToken cancellationToken)
    {
        var metadata = new Dictionary<string, string>
        {
            ["path"] = route.Fhir!,
            ["Content-Type"] = "application/fhir+json",
            ["Accept"] = "application/fhir+json",
            // The status tells more than an error does.
            ["errorIfNot2XX"] = "false",
        };
        var reply = await providers.InvokeAsync(ComponentNames.Fhir, "post", AlertBundle.Of(alerts, route.ShowsValues), metadata, turn, cancellationToken);
        return reply.Result != DeliveryResult.Accepted ? reply.Result : Judge(reply.Status, reply.Body);
    }

    /// <summary>What an answer means. A transaction whose answer is missing may have been taken.</summary>
    internal static DeliveryResult Judge(int? status, ReadOnlyMemory<byte> body) => status switch
    {
        408 or 425 or 429 or >= 500 => DeliveryResult.Transient,
        >= 300 => DeliveryResult.Rejected,
        _ => AlertBundle.Taken(body.Span) switch { true => DeliveryResult.Accepted, false => DeliveryResult.Rejected, _ => DeliveryResult.Unknown },
    };
}
