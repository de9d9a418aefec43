using System.Text.Json;

namespace LocalDapr.PubSub.Publishing;

/// <summary>Writes JSON with the keys of every object in order, as Dapr passes payloads on.</summary>
internal static class SortedJson
{
    private const int Deepest = 64;

    /// <summary>Writes a value; one that is in order already is copied.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="json">A single value.</param>
    public static void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> json)
    {
        if (IsSorted(json))
        {
            writer.WriteRawValue(json, skipInputValidation: true);
            return;
        }

        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 1000 });
        using var document = JsonDocument.ParseValue(ref reader);
        Write(writer, document.RootElement);
    }

    /// <summary>Writes a value.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="element">The value.</param>
    public static void Write(Utf8JsonWriter writer, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                var properties = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
                foreach (var property in element.EnumerateObject())
                    properties[property.Name] = property.Value;
                writer.WriteStartObject();
                foreach (var (name, value) in properties)
                {
                    writer.WritePropertyName(name);
                    Write(writer, value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in element.EnumerateArray())
                    Write(writer, item);
                writer.WriteEndArray();
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }

    private static bool IsSorted(ReadOnlySpan<byte> json)
    {
        Span<(int Start, int Length)> last = stackalloc (int, int)[Deepest + 1];
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 1000 });
        while (reader.Read())
        {
            if (reader.CurrentDepth >= Deepest || reader.ValueIsEscaped && reader.TokenType == JsonTokenType.PropertyName)
                return false;
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                last[reader.CurrentDepth + 1] = default;
            }
            else if (reader.TokenType == JsonTokenType.PropertyName)
            {
                ref var before = ref last[reader.CurrentDepth];
                if (before.Length > 0 && json.Slice(before.Start, before.Length).SequenceCompareTo(reader.ValueSpan) >= 0)
                    return false;
                before = ((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length);
            }
        }

        return true;
    }
}
