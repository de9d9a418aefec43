using System.Net;
using LocalDapr.Sidecars;

namespace LocalDapr.PubSub.Subscribing;

/// <summary>Brings single events to the application over HTTP.</summary>
/// <param name="sidecar">The sidecar.</param>
/// <param name="pubsub">Component name.</param>
internal sealed class HttpPostman(SidecarContext sidecar, string pubsub) : IPostman
{
    /// <inheritdoc />
    public bool NeedsEnvelope => false;

    /// <inheritdoc />
    public async Task<AppAnswer> DeliverAsync(Letter letter, CancellationToken cancellationToken)
    {
        using var request = DeliveryRequest.Single(letter.Path, pubsub, letter.Event, EventTrace.OfDelivery(sidecar, letter.Facts.TraceParent));
        using var response = await sidecar.App.SendAsync(request, cancellationToken);
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        if (response.IsSuccessStatusCode)
            return new AppAnswer(AppReplies.Single(body));
        return response.StatusCode == HttpStatusCode.NotFound
            ? new AppAnswer(AppVerdict.Drop)
            : new AppAnswer(AppVerdict.Retry, (int)response.StatusCode);
    }
}
