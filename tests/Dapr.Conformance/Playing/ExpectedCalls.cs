using System.Text.Json.Nodes;
using Dapr.Conformance.Apps;
using Dapr.Conformance.Calls;

namespace Dapr.Conformance.Playing;

/// <summary>Waits until an app got requests, and shows them.</summary>
internal static class ExpectedCalls
{
    public static async Task<JsonNode> WaitAsync(JsonNode expected, IReadOnlyDictionary<string, IPlayedApp> apps, PlayClock clock)
    {
        var names = (expected["app"]?.ToString() ?? "probe").Split(',');
        var path = expected["path"]!.ToString();
        var count = expected["count"]?.GetValue<int>() ?? 0;
        var within = expected["withinMs"]?.GetValue<int>() ?? 8000;
        List<PlayedRequest> Calls() => [.. names.SelectMany(n => apps[n].Requests).Where(r => path.EndsWith('*') ? r.Path.StartsWith(path[..^1], StringComparison.Ordinal) : r.Path == path)];

        var until = clock.Now.AddMilliseconds(within);
        while (count > 0 && Calls().Count < count && clock.Now < until)
            await clock.DelayAsync(20);
        await clock.DelayAsync(count > 0 ? expected["settleMs"]?.GetValue<int>() ?? 300 : within);
        var calls = Calls();
        if (expected["countOnly"] is not null && expected["keep"] is null)
            return new JsonObject { ["count"] = calls.Count };
        return Show(expected, calls);
    }

    private static JsonObject Show(JsonNode expected, List<PlayedRequest> calls)
    {
        var first = calls.FirstOrDefault()?.At;
        calls = [.. calls.Select(c => c with { Body = SortedEntries(expected, c.Body?.DeepClone()) })];
        if (expected["keep"]?.GetValue<int>() is { } keep)
            calls = [.. calls.Take(keep)];
        if (expected["order"]?.GetValue<bool>() == false)
            calls = [.. calls.OrderBy(c => new JsonArray(c.Body?.DeepClone() ?? string.Empty, c.Url).ToJsonString(Json.AsJavaScript), StringComparer.Ordinal)];
        var result = new JsonObject { ["count"] = calls.Count };
        if (expected["countOnly"] is not null)
            return result;
        var times = expected["times"]?.GetValue<bool>() ?? false;
        var raw = expected["raw"]?.GetValue<bool>() ?? false;
        result["calls"] = new JsonArray([.. calls.Select(c =>
        {
            var call = new JsonObject { ["method"] = c.Method, ["url"] = c.Url };
            if (times)
                call["gapMs"] = (c.At - first!.Value).TotalMilliseconds;
            call["headers"] = c.Headers.DeepClone();
            call[raw ? "text" : "body"] = raw ? c.Text : c.Body?.DeepClone();
            return (JsonNode)call;
        })]);
        return result;
    }

    private static JsonNode? SortedEntries(JsonNode expected, JsonNode? body)
    {
        if (expected["sortEntries"] is null || body?["entries"] is not JsonArray entries)
            return body;
        var sorted = entries.OrderBy(e => e?["event"]?.ToJsonString(Json.AsJavaScript), StringComparer.Ordinal).Select(e => e?.DeepClone()).ToArray();
        body["entries"] = new JsonArray(sorted);
        return body;
    }
}
