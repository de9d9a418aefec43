using System.Text.Json;
using System.Text.Json.Nodes;

namespace Dapr.Conformance.Apps;

/// <summary>Bodies and headers in the form of the recordings.</summary>
internal static class Bodies
{
    private static readonly HashSet<string> Quiet = ["date", "connection", "keep-alive", "transfer-encoding", "content-length", "user-agent", "host", "accept-encoding", "accept", "server"];

    /// <summary>JSON where it is JSON, else text; nothing for an empty body.</summary>
    public static JsonNode? Parse(string text, string contentType)
    {
        if (text.Length == 0)
            return null;
        if (contentType.Contains("json", StringComparison.Ordinal) || text[0] is '[' or '{' or '"')
        {
            try
            {
                return JsonNode.Parse(text);
            }
            catch (JsonException)
            {
                return text;
            }
        }

        return text;
    }

    /// <summary>Headers without those that every stack sets in its own way; hosts and addresses hidden.</summary>
    public static JsonObject Headers(IEnumerable<KeyValuePair<string, string>> headers)
    {
        var kept = new JsonObject();
        foreach (var (name, value) in headers.Select(h => KeyValuePair.Create(h.Key.ToLowerInvariant(), h.Value)).Where(h => !Quiet.Contains(h.Key)).OrderBy(h => h.Key, StringComparer.Ordinal))
            kept[name] = Hide(name, value);
        return kept;
    }

    private static string Hide(string name, string value) => name switch
    {
        "x-forwarded-host" => Replace(value, "[^, ]+", "<host>"),
        "x-forwarded-for" => Replace(value, "[^, ]+", "<ip>"),
        "forwarded" => Replace(Replace(value, "host=[^;, ]+", "host=<host>"), "(for|by)=[^;, ]+", "$1=<ip>"),
        _ => value,
    };

    private static string Replace(string value, string pattern, string by) =>
        System.Text.RegularExpressions.Regex.Replace(value, pattern, by, System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1));
}
