using System.Net.Http.Headers;

namespace LocalDapr.PubSub.Subscribing;

/// <summary>Builds the HTTP request of a delivery.</summary>
internal static class DeliveryRequest
{
    /// <summary>Name of the metadata entry that carries the component's name.</summary>
    public const string PubSubName = "pubsubName";

    private static readonly MediaTypeHeaderValue CloudEvent = new(ContentTypes.CloudEvent);
    private static readonly MediaTypeHeaderValue Json = new(ContentTypes.Json);

    /// <summary>A request with an event.</summary>
    /// <param name="path">Path at the application.</param>
    /// <param name="pubsub">Component name.</param>
    /// <param name="delivered">The event; its metadata become headers.</param>
    /// <param name="traceParent">Trace of the event, or null.</param>
    /// <returns>The request.</returns>
    public static HttpRequestMessage Single(string path, string pubsub, PubSubEvent delivered, string? traceParent)
    {
        var request = Create(path, delivered.Data, CloudEvent, pubsub, traceParent);
        foreach (var (name, value) in delivered.Metadata)
        {
            if (CanBeHeader(name, value))
                request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    /// <summary>A request with a bulk envelope.</summary>
    /// <param name="path">Path at the application.</param>
    /// <param name="pubsub">Component name.</param>
    /// <param name="envelope">The envelope.</param>
    /// <param name="traceParent">Trace of the events, or null.</param>
    /// <returns>The request.</returns>
    public static HttpRequestMessage Bulk(string path, string pubsub, byte[] envelope, string? traceParent) =>
        Create(path, envelope, Json, pubsub, traceParent);

    private static HttpRequestMessage Create(string path, byte[] body, MediaTypeHeaderValue type, string pubsub, string? traceParent)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = type;
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path.StartsWith('/') ? path : "/" + path, UriKind.Relative)) { Content = content };
        request.Headers.TryAddWithoutValidation(PubSubName, pubsub);
        if (traceParent is not null)
            request.Headers.TryAddWithoutValidation("traceparent", traceParent);
        return request;
    }

    // Framing belongs to the connection; a line break would be a header of its own.
    private static bool CanBeHeader(string name, string value) =>
        !value.AsSpan().ContainsAny('\r', '\n', '\0')
        && !name.Equals(PubSubName, StringComparison.OrdinalIgnoreCase)
        && !name.Equals("traceparent", StringComparison.OrdinalIgnoreCase)
        && !name.Equals("connection", StringComparison.OrdinalIgnoreCase)
        && !name.Equals("transfer-encoding", StringComparison.OrdinalIgnoreCase)
        && !name.Equals("host", StringComparison.OrdinalIgnoreCase);
}
