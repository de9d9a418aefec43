using Microsoft.AspNetCore.Http;

namespace LocalDapr.PubSub.Publishing;

/// <summary>Reads a request body up to the sidecar's limit.</summary>
internal static class RequestBody
{
    /// <summary>Reads the whole body. One byte over the limit is cut off without an error, as Dapr's reader does; more is too large.</summary>
    /// <param name="request">The request.</param>
    /// <param name="limit">Largest body in bytes.</param>
    /// <returns>The body, or null when it is too large.</returns>
    public static async Task<byte[]?> ReadAsync(HttpRequest request, int limit)
    {
        if (request.ContentLength > limit + 1L)
            return null;
        var buffer = new byte[request.ContentLength is { } length ? (int)length : 4096];
        var filled = 0;
        while (true)
        {
            if (filled == buffer.Length)
            {
                if (filled == request.ContentLength)
                    break;
                if (filled > limit)
                    return null;
                Array.Resize(ref buffer, (int)Math.Min(limit + 2L, buffer.Length * 2L));
            }

            var read = await request.Body.ReadAsync(buffer.AsMemory(filled), request.HttpContext.RequestAborted);
            if (read == 0)
                break;
            filled += read;
        }

        if (filled > limit + 1)
            return null;
        filled = Math.Min(filled, limit);
        return filled == buffer.Length ? buffer : buffer[..filled];
    }
}
