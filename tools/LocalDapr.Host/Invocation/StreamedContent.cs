using System.Net;
using LocalDapr.Sidecars;
using Microsoft.AspNetCore.Http;

namespace LocalDapr.Invocation;

/// <summary>A request body that is passed on as it comes in, up to the sidecar's limit.</summary>
/// <param name="http">The request.</param>
/// <param name="length">Its length in bytes; null when it is chunked.</param>
/// <param name="maxBytes">Largest body in bytes.</param>
internal sealed class StreamedContent(HttpContext http, long? length, int maxBytes) : HttpContent
{
    /// <inheritdoc />
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    /// <inheritdoc />
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var reader = http.Request.BodyReader;
        long total = 0;
        while (true)
        {
            var result = await reader.ReadAsync(cancellationToken);
            total += result.Buffer.Length;
            if (total > maxBytes)
                throw new BodyTooLargeException();
            foreach (var part in result.Buffer)
                await stream.WriteAsync(part, cancellationToken);
            reader.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted)
                return;
            await stream.FlushAsync(cancellationToken);
        }
    }

    /// <inheritdoc />
    protected override bool TryComputeLength(out long result)
    {
        result = length ?? 0;
        return length is not null;
    }
}
