using System.Buffers;
using System.Text.Json;

namespace VectorCare.Scraper.Vendors;

/// <summary>Gives properties of a JSON answer the names they had before.</summary>
internal static class JsonNames
{
    /// <summary>Rewrites an answer.</summary>
    /// <exception cref="JsonException">It is no JSON, or a property would stand there twice.</exception>
    public static ReadOnlySpan<byte> Restore(ReadOnlySpan<byte> json, IReadOnlyDictionary<string, string> renamed)
    {
        var reader = new Utf8JsonReader(json);
        using var document = JsonDocument.ParseValue(ref reader);
        var buffer = new ArrayBufferWriter<byte>(json.Length);
        using (var writer = new Utf8JsonWriter(buffer))
            Write(writer, document.RootElement, renamed);
        return buffer.WrittenSpan;
    }

    private static void Write(Utf8JsonWriter writer, JsonElement element, IReadOnlyDictionary<string, string> renamed)
    {
        if (element.ValueKind == JsonValueKind.Object)
        {
            writer.WriteStartObject();
            var written = new HashSet<string>();
            foreach (var property in element.EnumerateObject())
            {
                var name = renamed.GetValueOrDefault(property.Name, property.Name);
                if (!written.Add(name))
                    throw new JsonException("A property would stand there twice.");
                writer.WritePropertyName(name);
                Write(writer, property.Value, renamed);
            }

            writer.WriteEndObject();
        }
        else if (element.ValueKind == JsonValueKind.Array)
        {
            writer.WriteStartArray();
            foreach (var item in element.EnumerateArray())
                Write(writer, item, renamed);
            writer.WriteEndArray();
        }
        else
        {
            element.WriteTo(writer);
        }
    }
}
