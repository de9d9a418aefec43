using System.Buffers;
using System.Text;
using System.Text.Json;

namespace LocalDapr.PubSub.Publishing;

/// <summary>Wraps payloads into CloudEvents 1.0 as Dapr does.</summary>
/// <param name="appId">Default source of the events.</param>
/// <param name="clock">Time of the events.</param>
internal sealed class CloudEvents(string appId, TimeProvider clock)
{
    private const string DefaultType = "com.dapr.event.sent";
    private const string DefaultSource = "Dapr";
    private static readonly JsonWriterOptions Unchecked = new() { SkipValidation = true };
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 1000 };

    /// <summary>Wraps a payload, or completes a CloudEvent.</summary>
    /// <param name="pubsub">Component name.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="contentType">Content type of the payload; empty means text.</param>
    /// <param name="data">The payload.</param>
    /// <param name="metadata">Metadata of the publish: overrides and time to live.</param>
    /// <param name="trace">Trace of the publish.</param>
    /// <returns>The event.</returns>
    /// <exception cref="JsonException">The payload should be a CloudEvent and is not a JSON object.</exception>
    public PubSubEvent Wrap(string pubsub, string topic, string? contentType, ReadOnlyMemory<byte> data, IReadOnlyDictionary<string, string> metadata, EventTrace trace)
    {
        var expires = EventMetadata.TimeToLive(metadata) is { } ttl ? clock.GetUtcNow() + ttl : (DateTimeOffset?)null;
        var buffer = new ArrayBufferWriter<byte>(data.Length + 512);
        using var writer = new Utf8JsonWriter(buffer, Unchecked);
        var facts = ContentTypes.Is(contentType, ContentTypes.CloudEvent)
            ? Complete(writer, pubsub, topic, data, trace, expires)
            : Envelope(writer, pubsub, topic, string.IsNullOrEmpty(contentType) ? ContentTypes.Text : contentType, data.Span, metadata, trace, expires);
        writer.Flush();
        return new PubSubEvent(buffer.WrittenSpan.ToArray(), metadata) { Facts = facts };
    }

    /// <summary>Wraps a raw payload on the subscriber's side.</summary>
    /// <param name="pubsub">Component name.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="arrived">The payload and its metadata.</param>
    /// <returns>The CloudEvent.</returns>
    public static PubSubEvent FromRaw(string pubsub, string topic, PubSubEvent arrived)
    {
        var id = Guid.NewGuid().ToString();
        arrived.Metadata.TryGetValue("traceid", out var traceId);
        arrived.Metadata.TryGetValue("traceparent", out var traceParent);
        var buffer = new ArrayBufferWriter<byte>((arrived.Data.Length * 4 / 3) + 512);
        using var writer = new Utf8JsonWriter(buffer, Unchecked);
        writer.WriteStartObject();
        writer.WriteBase64String("data_base64"u8, arrived.Data);
        writer.WriteString("datacontenttype"u8, ContentTypes.Binary);
        writer.WriteString("id"u8, id);
        writer.WriteString("pubsubname"u8, pubsub);
        writer.WriteString("source"u8, DefaultSource);
        writer.WriteString("specversion"u8, "1.0"u8);
        writer.WriteString("topic"u8, topic);
        if ((traceParent ?? traceId) is { } trace)
            writer.WriteString("traceid"u8, trace);
        if (traceParent is not null)
            writer.WriteString("traceparent"u8, traceParent);
        if (arrived.Metadata.TryGetValue("tracestate", out var traceState))
            writer.WriteString("tracestate"u8, traceState);
        writer.WriteString("type"u8, DefaultType);
        writer.WriteEndObject();
        writer.Flush();
        return arrived with { Data = buffer.WrittenSpan.ToArray(), Facts = new EnvelopeFacts(id, traceParent ?? traceId, null) };
    }

    private EnvelopeFacts Envelope(Utf8JsonWriter writer, string pubsub, string topic, string contentType, ReadOnlySpan<byte> data, IReadOnlyDictionary<string, string> metadata, EventTrace trace, DateTimeOffset? expires)
    {
        var overrides = Overrides.From(metadata);
        var id = overrides.Id ?? Guid.NewGuid().ToString();
        var parent = overrides.TraceParent ?? overrides.TraceId ?? trace.Parent;
        writer.WriteStartObject();
        WriteData(writer, contentType, data);
        writer.WriteString("datacontenttype"u8, contentType);
        if (expires is not null)
            writer.WriteString("expiration"u8, Timestamp(expires.Value));
        writer.WriteString("id"u8, id);
        writer.WriteString("pubsubname"u8, pubsub);
        writer.WriteString("source"u8, overrides.Source ?? appId);
        writer.WriteString("specversion"u8, "1.0"u8);
        if (overrides.Subject is not null)
            writer.WriteString("subject"u8, overrides.Subject);
        writer.WriteString("time"u8, Timestamp(clock.GetUtcNow()));
        writer.WriteString("topic"u8, topic);
        writer.WriteString("traceid"u8, parent);
        writer.WriteString("traceparent"u8, parent);
        writer.WriteString("tracestate"u8, overrides.TraceState ?? trace.State);
        writer.WriteString("type"u8, overrides.Type ?? DefaultType);
        writer.WriteEndObject();
        return new EnvelopeFacts(id, parent, WholeSeconds(expires));
    }

    private static void WriteData(Utf8JsonWriter writer, string contentType, ReadOnlySpan<byte> data)
    {
        if (ContentTypes.Is(contentType, ContentTypes.Binary))
        {
            writer.WriteBase64String("data_base64"u8, data);
        }
        else if (ContentTypes.Is(contentType, ContentTypes.Json) && FirstJsonValue(data) is { IsEmpty: false } json)
        {
            writer.WritePropertyName("data"u8);
            SortedJson.Write(writer, json);
        }
        else
        {
            writer.WriteString("data"u8, Encoding.UTF8.GetString(data));
        }
    }

    // Dapr's decoder takes the first value and does not look at what follows.
    private static ReadOnlySpan<byte> FirstJsonValue(ReadOnlySpan<byte> data)
    {
        var reader = new Utf8JsonReader(data, new JsonReaderOptions { MaxDepth = 1000 });
        try
        {
            if (!reader.Read())
                return default;
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            return data[start..(int)reader.BytesConsumed];
        }
        catch (JsonException)
        {
            return default;
        }
    }

    private EnvelopeFacts Complete(Utf8JsonWriter writer, string pubsub, string topic, ReadOnlyMemory<byte> data, EventTrace trace, DateTimeOffset? expires)
    {
        using var document = JsonDocument.Parse(data, Deep);
        var given = document.RootElement;
        if (given.ValueKind != JsonValueKind.Object)
            throw new JsonException($"json: cannot unmarshal {given.ValueKind} into a CloudEvent");
        var fields = new SortedDictionary<string, object>(StringComparer.Ordinal);
        foreach (var property in given.EnumerateObject())
            fields[property.Name] = property.Value;
        fields["topic"] = topic;
        fields["pubsubname"] = pubsub;
        if (expires is not null)
            fields["expiration"] = Timestamp(expires.Value);
        if (fields.TryAdd("traceid", trace.Parent))
            fields["traceparent"] = trace.Parent;
        fields.TryAdd("tracestate", trace.State);
        fields.TryAdd("time", Timestamp(clock.GetUtcNow()));
        Default(fields, "source", DefaultSource);
        Default(fields, "specversion", "1.0");
        Default(fields, "type", DefaultType);
        writer.WriteStartObject();
        foreach (var (name, value) in fields)
        {
            writer.WritePropertyName(name);
            if (value is JsonElement element)
                SortedJson.Write(writer, element);
            else
                writer.WriteStringValue((string)value);
        }

        writer.WriteEndObject();
        var parent = Text(fields, "traceparent") ?? Text(fields, "traceid");
        return new EnvelopeFacts(Text(fields, "id"), parent, WholeSeconds(expires) ?? EnvelopeReader.Expiration(given));
    }

    private static void Default(SortedDictionary<string, object> fields, string name, string value)
    {
        if (!fields.TryGetValue(name, out var given) || given is JsonElement { ValueKind: JsonValueKind.Null })
            fields[name] = value;
    }

    private static string? Text(SortedDictionary<string, object> fields, string name) => fields.GetValueOrDefault(name) switch
    {
        string text => text,
        JsonElement { ValueKind: JsonValueKind.String } element => element.GetString(),
        _ => null,
    };

    private static string Timestamp(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);

    // The envelope carries whole seconds, so an event with a time to live of 0 has expired when it arrives.
    private static DateTimeOffset? WholeSeconds(DateTimeOffset? time) =>
        time is { } exact ? new DateTimeOffset(exact.Ticks - (exact.Ticks % TimeSpan.TicksPerSecond), TimeSpan.Zero) : null;
}
