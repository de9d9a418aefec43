using System.Buffers;
using System.Net;
using System.Text.Json;
using LocalDapr.PubSub.Publishing;
using LocalDapr.Sidecars;

namespace LocalDapr.PubSub.Subscribing;

/// <summary>Brings several events to the application in one call over HTTP.</summary>
/// <param name="sidecar">The sidecar.</param>
/// <param name="subscription">The subscription.</param>
/// <param name="raw">True when the events are raw payloads.</param>
internal sealed class HttpBulkPostman(SidecarContext sidecar, Subscription subscription, bool raw) : IBulkPostman
{
    /// <inheritdoc />
    public bool NeedsEnvelope => false;

    /// <inheritdoc />
    public async Task<BulkAnswer> DeliverAsync(IReadOnlyList<Letter> letters, CancellationToken cancellationToken)
    {
        var trace = raw ? null : EventTrace.OfDelivery(sidecar, letters[^1].Facts.TraceParent);
        using var request = DeliveryRequest.Bulk(letters[0].Path, subscription.PubSub, Envelope(letters), trace);
        using var response = await sidecar.App.SendAsync(request, cancellationToken);
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        if (response.IsSuccessStatusCode)
            return new BulkAnswer(AppReplies.Bulk(body) ?? BulkAnswer.None);
        return response.StatusCode == HttpStatusCode.NotFound ? BulkAnswer.Done(letters) : new BulkAnswer(BulkAnswer.None, (int)response.StatusCode);
    }

    private byte[] Envelope(IReadOnlyList<Letter> letters)
    {
        var buffer = new ArrayBufferWriter<byte>(letters.Sum(l => l.Event.Data.Length + 256));
        using var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true });
        writer.WriteStartObject();
        writer.WriteStartArray("entries"u8);
        foreach (var letter in letters)
            WriteEntry(writer, letter);
        writer.WriteEndArray();
        writer.WriteString("id"u8, Guid.NewGuid().ToString());
        writer.WriteStartObject("metadata"u8);
        writer.WriteString(DeliveryRequest.PubSubName, subscription.PubSub);
        writer.WriteEndObject();
        writer.WriteString("pubsubname"u8, subscription.PubSub);
        writer.WriteString("topic"u8, subscription.Topic);
        writer.WriteString("type"u8, "com.dapr.event.sent.bulk"u8);
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private void WriteEntry(Utf8JsonWriter writer, Letter letter)
    {
        writer.WriteStartObject();
        writer.WriteString("entryId"u8, letter.EntryId);
        if (raw)
        {
            writer.WriteBase64String("event"u8, letter.Event.Data);
        }
        else
        {
            writer.WritePropertyName("event"u8);
            writer.WriteRawValue(letter.Event.Data, skipInputValidation: true);
        }

        if (ReferenceEquals(letter.Event.Metadata, EventMetadata.Absent))
        {
            writer.WriteNull("metadata"u8);
        }
        else
        {
            writer.WriteStartObject("metadata"u8);
            foreach (var (name, value) in letter.Event.Metadata)
                writer.WriteString(name, value);
            writer.WriteEndObject();
        }

        writer.WriteString("contentType"u8, letter.Event.ContentType ?? (raw ? ContentTypes.Binary : ContentTypes.CloudEvent));
        writer.WriteEndObject();
    }
}
