using LocalDapr.Sidecars;
using Microsoft.AspNetCore.Http;

namespace LocalDapr.PubSub.Publishing;

/// <summary><c>POST /v1.0/publish/{pubsub}/{topic}</c>.</summary>
/// <param name="sidecar">The sidecar.</param>
/// <param name="publisher">Publishes.</param>
internal sealed class PublishHttp(SidecarContext sidecar, Publisher publisher)
{
    /// <summary>Maps the route.</summary>
    /// <param name="api">Where to map.</param>
    public void Map(SidecarApi api) => api.Http("POST,PUT", "v1.0/publish/{pubsub}/{*topic}", PublishAsync);

    private async Task PublishAsync(HttpContext context, IReadOnlyDictionary<string, string> values)
    {
        try
        {
            var topic = values["topic"];
            var metadata = EventMetadata.FromQuery(context.Request.Query);
            var target = publisher.Find(values["pubsub"], topic, metadata, out var raw);
            var body = await RequestBody.TryReadAsync(context, sidecar.MaxBodyBytes)
                ?? throw PubSubErrors.Publish(target.Name, topic, "stream too large");
            var published = raw
                ? new PubSubEvent(body, metadata)
                : publisher.Wrap(target, topic, context.Request.ContentType, body, metadata, EventTrace.Of(sidecar, context));
            await publisher.PublishAsync(target, topic, published, context.RequestAborted);
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
        catch (PubSubApiException e)
        {
            await e.Error.WriteAsync(context.Response);
        }
    }
}
