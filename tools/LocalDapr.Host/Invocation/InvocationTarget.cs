using System.Text;
using LocalDapr.Sidecars;
using Microsoft.AspNetCore.Http;

namespace LocalDapr.Invocation;

/// <summary>Who is invoked, and with which path.</summary>
/// <param name="Id">App id, endpoint name or URL.</param>
/// <param name="Path">Decoded path without leading slash.</param>
internal readonly record struct InvocationTarget(string Id, string Path)
{
    private const string AppIdHeader = "dapr-app-id";
    private const string Prefix = "/v1.0/invoke/";
    private const string Separator = "/method/";

    /// <summary>True when the id is a URL.</summary>
    public bool IsUrl => Id.StartsWith("http://", StringComparison.Ordinal) || Id.StartsWith("https://", StringComparison.Ordinal);

    /// <summary>Finds the target in the header <c>dapr-app-id</c>, in basic authentication, or in the path.</summary>
    /// <param name="http">The request; the header is removed.</param>
    /// <returns>The target, or null.</returns>
    public static InvocationTarget? Find(HttpContext http)
    {
        var path = RawPath.Of(http);
        var headers = http.Request.Headers;
        if (headers.TryGetValue(AppIdHeader, out var id) && id.ToString().Length > 0)
        {
            headers.Remove(AppIdHeader);
            return new(id.ToString(), Unescape(RawPath.Clean(path).TrimStart('/')));
        }

        if (BasicAppId(headers.Authorization.ToString()) is { } user)
            return new(user, Unescape(RawPath.Clean(path).TrimStart('/')));
        return Find(path);
    }

    private static InvocationTarget? Find(string path)
    {
        if (!path.StartsWith(Prefix, StringComparison.Ordinal))
        {
            path = RawPath.Clean(path);
            if (!path.StartsWith(Prefix, StringComparison.Ordinal))
                return null;
        }

        var rest = path.AsSpan(Prefix.Length).TrimStart('/').ToString();
        var at = rest.IndexOf(Separator, StringComparison.Ordinal);
        if (at <= 0)
            return null;
        var id = rest[..at];
        return new(RawPath.Decode(id), Unescape(RawPath.Clean(rest[(at + Separator.Length - 1)..]).TrimStart('/')));
    }

    private static string Unescape(string path) => path.Contains('%') ? Uri.UnescapeDataString(path) : path;

    private static string? BasicAppId(string authorization)
    {
        if (!authorization.StartsWith("Basic ", StringComparison.Ordinal))
            return null;
        var bytes = new byte[authorization.Length];
        if (!Convert.TryFromBase64String(authorization[6..], bytes, out var length))
            return null;
        var pair = Encoding.UTF8.GetString(bytes, 0, length).Split(':');
        return pair.Length == 2 && pair[0].Equals(AppIdHeader, StringComparison.OrdinalIgnoreCase) ? pair[1] : null;
    }
}
