using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LocalDapr.Sidecars;

/// <summary>Paths as they came over the wire.</summary>
internal static class RawPath
{
    /// <summary>The request's path, undecoded and without query.</summary>
    /// <param name="context">The request.</param>
    /// <returns>The path, starting with a slash.</returns>
    public static string Of(HttpContext context)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (target.Length > 0 && target[0] != '/')
        {
            var host = target.IndexOf("://", StringComparison.Ordinal);
            var path = host < 0 ? -1 : target.IndexOf('/', host + 3);
            target = path < 0 ? "/" : target[path..];
        }

        var query = target.IndexOf('?');
        return query < 0 ? target : target[..query];
    }

    /// <summary>Decodes a path segment; a plus is a space, as in form values.</summary>
    /// <param name="segment">The segment.</param>
    /// <returns>The text.</returns>
    public static string Decode(ReadOnlySpan<char> segment) =>
        segment.ContainsAny('%', '+') ? WebUtility.UrlDecode(segment.ToString()) : segment.ToString();

    /// <summary>Removes doubled slashes and dot segments, and a trailing slash unless it is to stay.</summary>
    /// <param name="path">The path.</param>
    /// <param name="keepTrailingSlash">Keeps one trailing slash.</param>
    /// <returns>The path, starting with a slash.</returns>
    public static string Clean(string path, bool keepTrailingSlash = false)
    {
        if (IsClean(path) && (path.Length == 1 || path[^1] != '/'))
            return path;
        var segments = new List<string>();
        foreach (var segment in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (segment == ".." && segments.Count > 0)
                segments.RemoveAt(segments.Count - 1);
            else if (segment is not ("." or ".."))
                segments.Add(segment);
        }

        var cleaned = "/" + string.Join('/', segments);
        return keepTrailingSlash && cleaned.Length > 1 && path[^1] == '/' ? cleaned + "/" : cleaned;
    }

    private static bool IsClean(string path) =>
        path.Length > 0 && path[0] == '/' && !path.Contains("//", StringComparison.Ordinal) && !path.Contains("/.", StringComparison.Ordinal);
}
