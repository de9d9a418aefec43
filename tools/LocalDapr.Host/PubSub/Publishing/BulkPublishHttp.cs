using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LocalDapr.Sidecars;
using Microsoft.AspNetCore.Http;

namespace LocalDapr.PubSub.Publishing;

/// <summary><c>POST /v1.0/publish/bulk/{pubsub}/{topic}</c> and its alpha path.</summary>
/// <param name="sidecar">The sidecar.</param>
/// <param name="publisher">Publishes.</param>
internal sealed class BulkPublishHttp(SidecarContext sidecar, Publisher publisher)
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Maps the routes.</summary>
    /// <param name="api">Where to map.</param>
    public void Map(SidecarApi api)
    {
        api.Http("POST,PUT", "v1.0/publish/bulk/{pubsub}/{*topic}", PublishAsync);
        api.Http("POST,PUT", "v1.0-alpha1/publish/bulk/{pubsub}/{*topic}", PublishAsync);
    }

    private async Task PublishAsync(HttpContext context, IReadOnlyDictionary<string, string> values)
    {
        try
        {
            var topic = values["topic"];
            var metadata = EventMetadata.FromQuery(context.Request.Query);
            var target = publisher.Find(values["pubsub"], topic, metadata, out var raw);
            var body = await RequestBody.TryReadAsync(context, sidecar.MaxBodyBytes)
                ?? throw PubSubErrors.Unmarshal(target.Name, topic, sidecar.AppId, "stream too large");
            using var document = Parse(body, target.Name, topic);
            var entries = Entries(document.RootElement, target, topic, metadata, raw, EventTrace.Of(sidecar, context));
            var failed = await publisher.PublishBulkAsync(target, topic, entries, metadata, context.RequestAborted);
            if (failed.Count == 0)
                context.Response.StatusCode = StatusCodes.Status204NoContent;
            else
                await WriteFailureAsync(context.Response, target.Name, topic, failed);
        }
        catch (PubSubApiException e)
        {
            await e.Error.WriteAsync(context.Response);
        }
    }

    private JsonDocument Parse(byte[] body, string pubsub, string topic)
    {
        try
        {
            var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = 1000 });
            var document = JsonDocument.ParseValue(ref reader);
            if (document.RootElement.ValueKind == JsonValueKind.Array && document.RootElement.EnumerateArray().All(e => e.ValueKind == JsonValueKind.Object))
                return document;
            document.Dispose();
            throw PubSubErrors.Unmarshal(pubsub, topic, sidecar.AppId, "the body is no array of entries");
        }
        catch (JsonException e)
        {
            throw PubSubErrors.Unmarshal(pubsub, topic, sidecar.AppId, e.Message);
        }
    }

    private List<BulkEntry> Entries(JsonElement items, PubSubTarget target, string topic, IReadOnlyDictionary<string, string> requestMetadata, bool raw, EventTrace trace)
    {
        var entries = new List<BulkEntry>(items.GetArrayLength());
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in items.EnumerateArray())
        {
            var contentType = EnvelopeReader.Text(item, "contentType") ?? "";
            var data = Data(item, contentType, target.Name, topic);
            if (EnvelopeReader.Text(item, "entryId") is not { Length: > 0 } id || !ids.Add(id))
                throw PubSubErrors.EntryIds(target.Name, topic, sidecar.AppId);
            var metadata = Metadata(item, requestMetadata, target.Name, topic);
            entries.Add(new BulkEntry(id, raw
                ? new PubSubEvent(data, metadata)
                : publisher.Wrap(target, topic, contentType, data, metadata, trace.Child())));
        }

        return entries;
    }

    private byte[] Data(JsonElement item, string contentType, string pubsub, string topic)
    {
        item.TryGetProperty("event"u8, out var given);
        var isText = given.ValueKind == JsonValueKind.String;
        if (ContentTypes.Is(contentType, ContentTypes.Binary) && isText)
            return given.TryGetBytesFromBase64(out var bytes) ? bytes : throw PubSubErrors.Envelope(pubsub, topic, sidecar.AppId, "error: unable to decode base64 application/octect-stream data");
        if (ContentTypes.IsText(contentType) && isText)
            return Encoding.UTF8.GetBytes(given.GetString()!);
        if (ContentTypes.Is(contentType, ContentTypes.Json) || ContentTypes.Is(contentType, ContentTypes.CloudEvent))
            return given.ValueKind == JsonValueKind.Undefined ? "null"u8.ToArray() : System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(given).ToArray();
        throw PubSubErrors.Envelope(pubsub, topic, sidecar.AppId, "error: mismatch between contentType and event");
    }

    // The request's metadata are defaults for an entry that has metadata of its own, and only for such.
    private IReadOnlyDictionary<string, string> Metadata(JsonElement item, IReadOnlyDictionary<string, string> requestMetadata, string pubsub, string topic)
    {
        if (!item.TryGetProperty("metadata"u8, out var given) || given.ValueKind == JsonValueKind.Null)
            return EventMetadata.Absent;
        if (given.ValueKind != JsonValueKind.Object || given.EnumerateObject().Any(p => p.Value.ValueKind != JsonValueKind.String))
            throw PubSubErrors.Unmarshal(pubsub, topic, sidecar.AppId, "metadata must be an object of texts");
        var metadata = new Dictionary<string, string>(requestMetadata, StringComparer.Ordinal);
        foreach (var entry in given.EnumerateObject())
            metadata[entry.Name] = entry.Value.GetString()!;
        return metadata;
    }

    private static async Task WriteFailureAsync(HttpResponse response, string pubsub, string topic, IReadOnlyList<FailedEntry> failed)
    {
        var body = Escape(new JsonObject
        {
            ["failedEntries"] = new JsonArray([.. failed.Select(f => new JsonObject { ["entryId"] = f.EntryId, ["error"] = f.Error })]),
            ["errorCode"] = "ERR_PUBSUB_PUBLISH_MESSAGE",
        }.ToJsonString(Relaxed));
        response.StatusCode = StatusCodes.Status500InternalServerError;
        response.ContentType = ContentTypes.Json;
        response.Headers["metadata.error"] = $"api error: code = Internal desc = {PubSubErrors.Publish(pubsub, topic, Summary(failed)).Error.Message}";
        response.Headers["metadata.responseData"] = body;
        await response.Body.WriteAsync(Encoding.UTF8.GetBytes(body));
    }

    // A header takes ASCII only; < > & are escaped as Dapr does, within texts, which is the only place where they occur.
    private static string Escape(string json)
    {
        var escaped = new StringBuilder(json.Length + 16);
        foreach (var c in json)
        {
            if (c is '<' or '>' or '&' or > '~')
                escaped.Append(System.Globalization.CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else
                escaped.Append(c);
        }

        return escaped.ToString();
    }

    /// <summary>One line for several failed entries.</summary>
    /// <param name="failed">The entries.</param>
    /// <returns>The line.</returns>
    public static string Summary(IReadOnlyList<FailedEntry> failed) => $"failed to deliver {failed.Count} messages";
}
