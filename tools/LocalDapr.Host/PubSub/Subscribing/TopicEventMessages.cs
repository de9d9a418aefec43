using System.Text;
using System.Text.Json;
using Dapr.AppCallback.Autogen.Grpc.v1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Value = Google.Protobuf.WellKnownTypes.Value;

namespace LocalDapr.PubSub.Subscribing;

/// <summary>Events as messages of the gRPC callbacks.</summary>
internal static class TopicEventMessages
{
    private static readonly HashSet<string> OwnFields = new(StringComparer.Ordinal) { "id", "source", "datacontenttype", "type", "specversion", "data", "data_base64" };
    private static readonly JsonParser StructParser = new(JsonParser.Settings.Default);

    /// <summary>One event.</summary>
    /// <param name="letter">The event, its envelope parsed.</param>
    /// <param name="pubsub">Component name.</param>
    /// <returns>The message.</returns>
    public static TopicEventRequest Single(Letter letter, string pubsub)
    {
        var envelope = letter.Envelope;
        var type = Text(envelope, "datacontenttype");
        return new TopicEventRequest
        {
            Id = Text(envelope, "id"),
            Source = Text(envelope, "source"),
            Type = Text(envelope, "type"),
            SpecVersion = Text(envelope, "specversion"),
            DataContentType = type,
            Topic = letter.Topic,
            PubsubName = pubsub,
            Path = letter.Path,
            Data = EnvelopeReader.Text(envelope, "data_base64") is { } encoded ? ByteString.FromBase64(encoded) : Data(envelope, type),
            Extensions = Extensions(envelope),
        };
    }

    /// <summary>An entry of a bulk delivery.</summary>
    /// <param name="letter">The event, its envelope parsed unless it is raw.</param>
    /// <param name="isRaw">True for a raw payload.</param>
    /// <returns>The message.</returns>
    public static TopicEventBulkRequestEntry Entry(Letter letter, bool isRaw)
    {
        var entry = new TopicEventBulkRequestEntry { EntryId = letter.EntryId, ContentType = letter.Event.ContentType ?? (isRaw ? ContentTypes.Binary : ContentTypes.CloudEvent) };
        entry.Metadata.Add(letter.Event.Metadata.ToDictionary(StringComparer.Ordinal));
        if (isRaw)
        {
            entry.Bytes = ByteString.CopyFrom(letter.Event.Data);
            return entry;
        }

        // Bytes in base64 are not decoded here, as with Dapr.
        var envelope = letter.Envelope;
        var type = Text(envelope, "datacontenttype");
        entry.CloudEvent = new TopicEventCERequest
        {
            Id = Text(envelope, "id"),
            Source = Text(envelope, "source"),
            Type = Text(envelope, "type"),
            SpecVersion = Text(envelope, "specversion"),
            DataContentType = type,
            Data = Data(envelope, type),
            Extensions = Extensions(envelope),
        };
        return entry;
    }

    private static string Text(JsonElement envelope, string name) => EnvelopeReader.Text(envelope, name) ?? "";

    private static Struct Extensions(JsonElement envelope)
    {
        var extensions = new Struct();
        foreach (var field in envelope.EnumerateObject().Where(f => !OwnFields.Contains(f.Name)))
            extensions.Fields[field.Name] = StructParser.Parse<Value>(field.Value.GetRawText());
        return extensions;
    }

    private static ByteString Data(JsonElement envelope, string contentType)
    {
        if (!envelope.TryGetProperty("data"u8, out var data))
            return ByteString.Empty;
        if (ContentTypes.IsText(contentType))
            return data.ValueKind == JsonValueKind.String ? ByteString.CopyFrom(data.GetString()!, Encoding.UTF8) : ByteString.Empty;
        return ContentTypes.Is(contentType, ContentTypes.Json) || ContentTypes.Is(contentType, ContentTypes.CloudEvent)
            ? ByteString.CopyFromUtf8(data.GetRawText())
            : ByteString.Empty;
    }
}
