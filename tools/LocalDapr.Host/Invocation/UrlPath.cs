using System.Buffers;
using System.Text;

namespace LocalDapr.Invocation;

/// <summary>Puts a decoded path on the wire the way Dapr does: it is taken as the text of a URL again, so a stray percent sign is an error.</summary>
internal static class UrlPath
{
    private static readonly SearchValues<char> Plain = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~$&+,/:;=@!'()*[]%");
    private static readonly SearchValues<byte> Unescaped = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~$&+,/:;=@"u8);

    /// <summary>Encodes a path.</summary>
    /// <param name="url">Address before the path, for the error message.</param>
    /// <param name="path">Decoded path without leading slash.</param>
    /// <param name="query">Query with its question mark, or empty; stays as it is.</param>
    /// <returns>Path and query.</returns>
    /// <exception cref="FormatException">The path holds a percent sign that starts no escape.</exception>
    public static string Encode(string url, string path, string query)
    {
        var fragment = path.IndexOf('#');
        if (fragment >= 0)
            (path, query) = (path[..fragment], "");
        var question = path.IndexOf('?');
        if (question >= 0)
            (path, query) = (path[..question], path[question..] + (query.Length > 0 ? "&" + query[1..] : ""));
        CheckEscapes(url, path, query);
        return "/" + (path.AsSpan().ContainsAnyExcept(Plain) ? Escape(Uri.UnescapeDataString(path)) : path) + query;
    }

    private static void CheckEscapes(string url, string path, string query)
    {
        for (var at = path.IndexOf('%'); at >= 0; at = path.IndexOf('%', at + 1))
        {
            if (at + 2 >= path.Length || !char.IsAsciiHexDigit(path[at + 1]) || !char.IsAsciiHexDigit(path[at + 2]))
                throw new FormatException($"parse \"{url}/{path}{query}\": invalid URL escape \"{path.Substring(at, Math.Min(3, path.Length - at))}\"");
        }
    }

    private static string Escape(string path)
    {
        var escaped = new StringBuilder(path.Length + 16);
        foreach (var b in Encoding.UTF8.GetBytes(path))
        {
            if (Unescaped.Contains(b))
                escaped.Append((char)b);
            else
                escaped.Append('%').Append(b.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
        }

        return escaped.ToString();
    }
}
