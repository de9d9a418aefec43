using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Dapr.Conformance.Comparison;

/// <summary>Makes two runs comparable: ports, run ids, times, trace ids and uuids become placeholders, as the recordings have them.</summary>
internal sealed partial class Normalizer(string run, string workFolder, IReadOnlyDictionary<string, int> ports)
{
    public JsonNode? Normal(JsonNode? value)
    {
        if (value is null)
            return null;
        var text = value.ToJsonString(Calls.Json.AsJavaScript).Replace(run, "<run>", StringComparison.Ordinal).Replace(workFolder, "<work>", StringComparison.Ordinal);
        text = Repeated().Replace(text, m => $"<{m.Groups[1].Value}*{m.Length}>");
        text = HttpDate().Replace(text, "\"<time>\"");
        foreach (var (name, port) in ports)
            text = Regex.Replace(text, "\":" + port + "(?=[,}])", "\":\"<" + name + ">\"", RegexOptions.None, TimeSpan.FromSeconds(1)).Replace(":" + port, ":<" + name + ">", StringComparison.Ordinal);
        text = Instant().Replace(text, "\"<time>\"");
        text = KnownTrace().Replace(text, "<traceparent $1 $2>");
        text = AnyTrace().Replace(text, "<traceparent>");
        text = Uuid().Replace(text, "<uuid>");
        return JsonNode.Parse(text);
    }

    [GeneratedRegex(@"([A-Za-z])\1{999,}")]
    private static partial Regex Repeated();

    [GeneratedRegex(@"""(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT""")]
    private static partial Regex HttpDate();

    [GeneratedRegex(@"""(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d))""")]
    private static partial Regex Instant();

    [GeneratedRegex(@"\b00-(c0ffee[0-9a-f]{26})-[0-9a-f]{16}-(0[01])\b")]
    private static partial Regex KnownTrace();

    [GeneratedRegex(@"\b00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]\b")]
    private static partial Regex AnyTrace();

    [GeneratedRegex(@"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}")]
    private static partial Regex Uuid();
}
