using System.Text.Json.Nodes;

namespace Dapr.Conformance.Playing;

/// <summary>What of a step's result is compared: <c>sortBy</c>, <c>pick</c>, <c>ignore</c>.</summary>
internal static class ResultShape
{
    public static JsonNode Apply(JsonNode step, JsonNode result)
    {
        foreach (var (at, key) in step["sortBy"]?.AsObject() ?? [])
            Sort(result, at, key!.ToString());
        if (step["pick"] is JsonArray pick)
            return new JsonObject { ["status"] = result["status"]?.DeepClone(), ["code"] = result["code"]?.DeepClone(), ["picked"] = new JsonObject(pick.Select(p => KeyValuePair.Create(p!.ToString(), Dig(result, p.ToString())?.DeepClone()))) };

        foreach (var at in step["ignore"]?.AsArray() ?? [])
        {
            var parts = at!.ToString().Split('/');
            if (Dig(result, string.Join('/', parts[..^1])) is JsonObject holder)
                holder.Remove(parts[^1]);
        }

        return result;
    }

    public static JsonNode? Dig(JsonNode? node, string path)
    {
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            node = node switch
            {
                JsonObject map => map[part],
                JsonArray list when int.TryParse(part, out var index) && index < list.Count => list[index],
                JsonArray list when part == "length" => list.Count,
                _ => null,
            };
        }

        return node;
    }

    private static void Sort(JsonNode result, string at, string key)
    {
        if (Dig(result, at) is not JsonArray list)
            return;
        var sorted = list.OrderBy(i => (i as JsonObject)?[key]?.ToString() ?? string.Empty, StringComparer.Ordinal).ToList();
        list.Clear();
        foreach (var item in sorted)
            list.Add(item);
    }
}
