using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Dapr.Conformance.Apps;

/// <summary>What a reader of a mail would see: header names in lower case, encodings undone, dates and ids left out.</summary>
internal static partial class MailParts
{
    public static JsonObject Read(string text)
    {
        var cut = text.IndexOf("\n\n", StringComparison.Ordinal);
        var headers = new JsonObject();
        foreach (var line in Folded().Replace(text[..cut], " ").Split('\n').Order(StringComparer.Ordinal))
        {
            var match = HeaderLine().Match(line);
            if (match.Success && match.Groups[1].Value.ToLowerInvariant() is var name && name is not ("date" or "message-id" or "mime-version"))
                headers[name] = Words(match.Groups[2].Value);
        }

        var encoding = headers["content-transfer-encoding"]?.ToString() ?? string.Empty;
        headers.Remove("content-transfer-encoding");
        if (headers["content-type"]?.ToString() is { } type)
            headers["content-type"] = Quotes().Replace(type.ToLowerInvariant(), string.Empty);
        var raw = text[(cut + 2)..];
        var content = encoding.Contains("quoted", StringComparison.OrdinalIgnoreCase) ? Quoted(raw)
            : encoding.Contains("base64", StringComparison.OrdinalIgnoreCase) ? Encoding.UTF8.GetString(Convert.FromBase64String(raw.ReplaceLineEndings(string.Empty)))
            : Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(raw));
        return new JsonObject { ["mailHeaders"] = headers, ["content"] = content.TrimEnd() };
    }

    private static string Quoted(string text) =>
        Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(HexByte().Replace(text.Replace("=\n", string.Empty, StringComparison.Ordinal), m => ((char)Convert.ToInt32(m.Groups[1].Value, 16)).ToString())));

    private static string Words(string text) => EncodedWord().Replace(text, m =>
        m.Groups[1].Value is "q" or "Q" ? Quoted(m.Groups[2].Value.Replace('_', ' ')) : Encoding.UTF8.GetString(Convert.FromBase64String(m.Groups[2].Value)));

    [GeneratedRegex(@"\n[ \t]+")]
    private static partial Regex Folded();

    [GeneratedRegex(@"^([^:]+):\s*(.*)$")]
    private static partial Regex HeaderLine();

    [GeneratedRegex(@"[""\s]")]
    private static partial Regex Quotes();

    [GeneratedRegex("=([0-9A-Fa-f]{2})")]
    private static partial Regex HexByte();

    [GeneratedRegex(@"=\?utf-8\?([qb])\?(.*?)\?=", RegexOptions.IgnoreCase)]
    private static partial Regex EncodedWord();
}
