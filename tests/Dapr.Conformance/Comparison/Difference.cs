using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Dapr.Conformance.Comparison;

/// <summary>What differs between a recording and a replay. Wording of messages is not compared; headers only those that applications use; gaps in time within 40 % or 400 ms.</summary>
internal static partial class Difference
{
    public static IReadOnlyList<string> Between(JsonNode? wanted, JsonNode? got, string where)
    {
        var differences = new List<string>();
        Walk(wanted, got, where, differences);
        return differences;
    }

    private static void Walk(JsonNode? wanted, JsonNode? got, string path, List<string> differences)
    {
        if (Wording().IsMatch(path))
            return;
        if (Members(wanted) is { } wantedMembers && Members(got) is { } gotMembers)
        {
            foreach (var key in wantedMembers.Keys.Union(gotMembers.Keys))
            {
                if (path.EndsWith(".headers", StringComparison.Ordinal) && !ComparedHeader().IsMatch(key))
                    continue;
                if (wantedMembers.ContainsKey(key) != gotMembers.ContainsKey(key) && key != "gapMs" && !Empty().IsMatch(path + "." + key) && !Wording().IsMatch(path + "." + key) && (wantedMembers.GetValueOrDefault(key) ?? gotMembers.GetValueOrDefault(key)) is null)
                    differences.Add($"{path}.{key}: null on one side, nothing on the other");
                else if (key == "gapMs")
                    CompareGap(wantedMembers.GetValueOrDefault(key), gotMembers.GetValueOrDefault(key), path, differences);
                else
                    Walk(wantedMembers.GetValueOrDefault(key), gotMembers.GetValueOrDefault(key), path + "." + key, differences);
            }
        }
        else if (!Same(wanted, got))
        {
            differences.Add($"{path}: {Text(wanted)} expected, {Text(got)} seen");
        }
    }

    private static void CompareGap(JsonNode? wanted, JsonNode? got, string path, List<string> differences)
    {
        if (wanted is null)
            return;
        var expected = wanted.GetValue<double>();
        if (got is null || Math.Abs(expected - got.GetValue<double>()) > Math.Max(400, expected * 0.4))
            differences.Add($"{path}.gapMs: about {expected} expected, {Text(got)} seen");
    }

    private static bool Same(JsonNode? a, JsonNode? b) =>
        a is null || b is null ? a is null && b is null
        : a.GetValueKind() == JsonValueKind.Number && b.GetValueKind() == JsonValueKind.Number ? Number(a) == Number(b)
        : JsonNode.DeepEquals(a, b);

    private static double Number(JsonNode node) => double.Parse(node.ToJsonString());

    private static Dictionary<string, JsonNode?>? Members(JsonNode? node) => node switch
    {
        JsonObject map => map.ToDictionary(p => p.Key, p => p.Value),
        JsonArray list => list.Index().ToDictionary(i => i.Index.ToString(), i => i.Item),
        _ => null,
    };

    private static string Text(JsonNode? node) => node is null ? "nothing" : node.ToJsonString() is { Length: > 300 } longText ? longText[..300] + "…" : node.ToJsonString();

    /// <summary>Where nothing is written as null here.</summary>
    [GeneratedRegex(@"^step \d+(\.\d+|\.calls\.\d+)?\.(body|text|status|code)$|^step \d+\.picked\.")]
    private static partial Regex Empty();

    [GeneratedRegex(@"\.message$|\.error$|\.details")]
    private static partial Regex Wording();

    [GeneratedRegex(@"^(content-type|etag|metadata\.(?!connection$|keep-alive$|date$)|dapr-|x-probe|__|location|retry-after|traceparent$)")]
    private static partial Regex ComparedHeader();
}
