using System.Globalization;

namespace VendorSim;

/// <summary>What a page can be told apart by, as <see cref="VendorSimOptions.LastModified"/> wants it.</summary>
internal static class PageValidators
{
    /// <summary>Sends the validators that the page has.</summary>
    /// <param name="context">The request.</param>
    /// <param name="etag">ETag, or null.</param>
    /// <param name="modified">When the page was changed, or null.</param>
    /// <returns>Whether the request names them, so that the answer is 304.</returns>
    public static bool IsKnown(HttpContext context, string? etag, DateTimeOffset? modified)
    {
        if (etag is not null)
            context.Response.Headers.ETag = etag;
        if (modified is { } date)
            context.Response.Headers.LastModified = date.ToString("R");
        if (!Names(context.Request.Headers, etag, modified))
            return false;
        context.Response.StatusCode = StatusCodes.Status304NotModified;
        return true;
    }

    private static bool Names(IHeaderDictionary asked, string? etag, DateTimeOffset? modified) =>
        asked.IfNoneMatch.Count > 0
            ? etag is not null && asked.IfNoneMatch.ToString().Split(',').Any(value => value.Trim() is var trimmed && (trimmed == etag || trimmed == "*"))
            : DateTimeOffset.TryParse(asked.IfModifiedSince, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var since) && modified?.ToUnixTimeSeconds() <= since.ToUnixTimeSeconds();
}
