using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Dapr.Conformance.Playing;

/// <summary>Fills <c>${name}</c>, <c>${now+ms}</c>, <c>${text*times}</c> and <c>{"$repeat": …}</c>.</summary>
internal sealed partial class Placeholders(PlayClock clock)
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    public string this[string name]
    {
        set => _values[name] = value;
    }

    public JsonNode? Fill(JsonNode? value) => value switch
    {
        JsonArray list => new JsonArray([.. list.Select(Fill)]),
        JsonObject map when map["$repeat"] is { } text => string.Concat(Enumerable.Repeat(text.ToString(), map["times"]!.GetValue<int>())),
        JsonObject map => new JsonObject(map.Select(p => KeyValuePair.Create(Fill(p.Key), Fill(p.Value)))),
        JsonValue text when text.TryGetValue<string>(out var content) => Fill(content),
        _ => value?.DeepClone(),
    };

    public string Fill(string text)
    {
        text = Now().Replace(text, m => clock.Now.AddMilliseconds(int.Parse(m.Groups[1].Value)).ToString("yyyy-MM-ddTHH:mm:ss.fffZ"));
        text = Times().Replace(text, m => string.Concat(Enumerable.Repeat(m.Groups[1].Value, int.Parse(m.Groups[2].Value))));
        return Name().Replace(text, m => _values.GetValueOrDefault(m.Groups[1].Value, string.Empty));
    }

    [GeneratedRegex(@"\$\{now([+-]\d+)\}")]
    private static partial Regex Now();

    [GeneratedRegex(@"\$\{(\w+)\*(\d+)\}")]
    private static partial Regex Times();

    [GeneratedRegex(@"\$\{(\w+)\}")]
    private static partial Regex Name();
}
