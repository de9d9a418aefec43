using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace VectorCare.ServiceDefaults.Events;

/// <summary>Reads a CloudEvent in one pass, without a document in between.</summary>
internal static class CloudEventReader
{
    /// <summary>Reads an event whose data is JSON of a known type.</summary>
    /// <exception cref="JsonException">It is not a CloudEvent with such data.</exception>
    public static (string Id, string? Traceparent, T Data) Read<T>(ReadOnlySequence<byte> body, JsonTypeInfo<T> type)
    {
        string? id = null, traceparent = null;
        T? data = default;
        var reader = new Utf8JsonReader(body);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("Not a JSON object.");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("id"u8))
                id = ReadText(ref reader);
            else if (reader.ValueTextEquals("traceparent"u8))
                traceparent = ReadText(ref reader);
            else if (reader.ValueTextEquals("data"u8))
                data = ReadData(ref reader, type);
            else
                reader.Skip();
        }

        if (id is null || data is null)
            throw new JsonException(id is null ? "No id." : "No data.");
        return (id, string.IsNullOrEmpty(traceparent) ? null : traceparent, data);
    }

    /// <summary>Reads a dead letter: a raw delivery wraps what lay on the topic as <c>data_base64</c>.</summary>
    public static DeadLetter ReadDeadLetter(ReadOnlySequence<byte> body)
    {
        byte[] inner;
        try
        {
            using var outer = JsonDocument.Parse(body);
            inner = outer.RootElement.TryGetProperty("data_base64", out var data) && data.TryGetBytesFromBase64(out var bytes)
                ? bytes
                : body.ToArray();
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return new DeadLetter(body.ToArray(), null, null);
        }

        return ReadLetter(inner);
    }

    /// <summary>Reads an event as the dead letter that it is or would be, whatever it holds.</summary>
    public static DeadLetter ReadLetter(byte[] body)
    {
        try
        {
            using var cloudEvent = JsonDocument.Parse(body);
            return new DeadLetter(body, Text(cloudEvent.RootElement, "id"), Text(cloudEvent.RootElement, "type"));
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return new DeadLetter(body, null, null);
        }
    }

    private static string? ReadText(ref Utf8JsonReader reader)
    {
        reader.Read();
        try
        {
            return reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        }
        catch (InvalidOperationException error)
        {
            throw new JsonException("Half a surrogate pair, or not UTF-8.", error);
        }
    }

    private static T? ReadData<T>(ref Utf8JsonReader reader, JsonTypeInfo<T> type)
    {
        reader.Read();
        return JsonSerializer.Deserialize(ref reader, type);
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
