using System.Text;
using System.Text.Json.Nodes;

namespace Dapr.Conformance.Calls;

/// <summary>Bytes fields in cases: <c>{"$utf8": text}</c> stands for them, both ways.</summary>
internal static class GrpcBytes
{
    private static readonly HashSet<string> Fields = ["data", "value", "event"];

    public static JsonNode? In(JsonNode? value) => value switch
    {
        JsonArray list => new JsonArray([.. list.Select(In)]),
        JsonObject map when map["$utf8"] is { } text => Convert.ToBase64String(Encoding.UTF8.GetBytes(text.ToString())),
        JsonObject map => new JsonObject(map.Select(p => KeyValuePair.Create(p.Key, In(p.Value)))),
        _ => value?.DeepClone(),
    };

    public static JsonNode? Out(JsonNode? value, string? field = null) => value switch
    {
        JsonArray list => new JsonArray([.. list.Select(v => Out(v, field))]),
        JsonObject map => new JsonObject(map.Select(p => KeyValuePair.Create(p.Key, Out(p.Value, p.Key)))),
        JsonValue text when field is not null && Fields.Contains(field) && text.TryGetValue<string>(out var base64) && base64.Length > 0 => Bytes(base64),
        _ => value?.DeepClone(),
    };

    private static JsonNode Bytes(string base64)
    {
        var buffer = new byte[base64.Length];
        if (base64.Length % 4 != 0 || !Convert.TryFromBase64String(base64, buffer, out var length))
            return base64;
        var text = Encoding.UTF8.GetString(buffer, 0, length);
        return text.Any(c => c is '\ufffd' or <= '\u0008') ? new JsonObject { ["$base64"] = base64 } : new JsonObject { ["$utf8"] = text };
    }
}
