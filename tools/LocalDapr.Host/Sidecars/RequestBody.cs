using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;

namespace LocalDapr.Sidecars;

/// <summary>Reads request bodies up to the sidecar's limit.</summary>
internal static class RequestBody
{
    /// <summary>Reads a whole body.</summary>
    /// <param name="context">The request.</param>
    /// <param name="maxBytes">Largest body. One byte more is cut off, as Dapr does; any more is an error.</param>
    /// <returns>The body.</returns>
    /// <exception cref="BodyTooLargeException">The body is longer than allowed.</exception>
    public static async Task<byte[]> ReadAsync(HttpContext context, int maxBytes) =>
        await TryReadAsync(context, maxBytes) ?? throw new BodyTooLargeException();

    /// <summary>Reads a whole body, for callers with an error of their own.</summary>
    /// <param name="context">The request.</param>
    /// <param name="maxBytes">As for <see cref="ReadAsync"/>.</param>
    /// <returns>The body, or null when it is longer than allowed.</returns>
    public static async Task<byte[]?> TryReadAsync(HttpContext context, int maxBytes)
    {
        if (context.Request.ContentLength > maxBytes + 1L)
            return null;
        var reader = context.Request.BodyReader;
        while (true)
        {
            var result = await reader.ReadAsync(context.RequestAborted);
            var buffer = result.Buffer;
            if (buffer.Length > maxBytes + 1L)
                return null;
            if (result.IsCompleted)
            {
                var body = buffer.Slice(0, Math.Min(buffer.Length, maxBytes)).ToArray();
                reader.AdvanceTo(buffer.End);
                return body;
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    /// <summary>A copy of a short response body whose length is known: it goes out in one piece. Of one that breaks off goes out what came.</summary>
    /// <param name="source">The body.</param>
    /// <param name="length">Its length in bytes.</param>
    /// <param name="target">Where it goes.</param>
    /// <param name="cancellationToken">Ends the copying.</param>
    public static async Task CopyAsync(Stream source, int length, PipeWriter target, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        var copied = 0;
        try
        {
            while (copied < length && await source.ReadAsync(buffer.AsMemory(copied, length - copied), cancellationToken) is > 0 and var read)
                copied += read;
        }
        finally
        {
            if (copied > 0)
                await target.WriteAsync(buffer.AsMemory(0, copied), CancellationToken.None);
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>A copy of a response body that is read only until it ends or fails.</summary>
    /// <param name="source">The body.</param>
    /// <param name="target">Where it goes.</param>
    /// <param name="cancellationToken">Ends the copying.</param>
    public static async Task CopyAsync(Stream source, PipeWriter target, CancellationToken cancellationToken)
    {
        const int Piece = 16 * 1024;
        while (true)
        {
            var read = await source.ReadAsync(target.GetMemory(Piece), cancellationToken);
            if (read == 0)
                return;
            target.Advance(read);
            var flushed = await target.FlushAsync(cancellationToken);
            if (flushed.IsCompleted)
                return;
        }
    }
}

/// <summary>A body is longer than the sidecar accepts. Each API says so in its own form.</summary>
internal sealed class BodyTooLargeException() : Exception("stream too large");
