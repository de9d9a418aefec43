using System.Text.Json;

namespace VectorCare.Scraper.Structure;

/// <summary>The structure of a JSON answer: its properties, and the kinds of their values.</summary>
internal static class JsonShape
{
    /// <summary>Reads an answer; what is no JSON has the structure up to the place where that shows.</summary>
    /// <param name="json">UTF-8.</param>
    /// <param name="renamed">New names of properties, each with the name that counts; null for none.</param>
    public static PageShape Of(ReadOnlySpan<byte> json, IReadOnlyDictionary<string, string>? renamed = null)
    {
        var shape = new PageShape { Length = json.Length };
        var places = new Stack<string>();
        var (place, name) = (string.Empty, string.Empty);
        var reader = new Utf8JsonReader(json);
        try
        {
            while (reader.Read())
            {
                switch (reader.TokenType)
                {
                    case JsonTokenType.PropertyName:
                        name = reader.GetString()!;
                        name = renamed?.GetValueOrDefault(name) ?? name;
                        shape.Add(ShingleKind.Field, place, name.Length <= 64 ? name : name[..64]);
                        break;
                    case JsonTokenType.StartObject or JsonTokenType.StartArray:
                        var kind = reader.TokenType == JsonTokenType.StartObject ? "{}" : "[]";
                        shape.Add(ShingleKind.Path, place, name + kind);
                        places.Push(place);
                        place = place + "/" + name + (kind == "[]" ? kind : string.Empty);
                        name = string.Empty;
                        break;
                    case JsonTokenType.EndObject or JsonTokenType.EndArray:
                        place = places.Pop();
                        name = string.Empty;
                        break;
                    case JsonTokenType.Null:
                        break;
                    default:
                        shape.Add(ShingleKind.Path, place, name + ":" + (reader.TokenType == JsonTokenType.Number ? "number" : reader.TokenType == JsonTokenType.String ? "text" : "flag"));
                        break;
                }
            }

            shape.Ended = true;
        }
        catch (JsonException)
        {
            shape.Ended = false;
        }

        return shape;
    }
}
