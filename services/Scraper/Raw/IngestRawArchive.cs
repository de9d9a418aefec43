using System.Net;
using VectorCare.Contracts;
using VectorCare.Scraper.Telemetry;

namespace VectorCare.Scraper.Raw;

/// <summary>Gives raw bytes to ingest by service invocation: they hold names, and never ride a topic.</summary>
internal sealed class IngestRawArchive(HttpMessageInvoker http, Uri sidecar, string? apiToken, ScraperMetrics metrics, TimeProvider time) : IRawArchive
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <inheritdoc/>
    public async Task<RawKept> KeepAsync(Guid patient, string vendor, string hash, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        using var request = Request(HttpMethod.Put, $"v1/patients/{patient}/raw/{hash}?vendor={vendor}");
        request.Content = new ReadOnlyMemoryContent(content);
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        RawKept kept;
        try
        {
            using var answer = await http.SendAsync(request, either.Token);
            kept = answer.StatusCode switch
            {
                HttpStatusCode.NoContent => RawKept.Kept,
                HttpStatusCode.Gone or HttpStatusCode.RequestEntityTooLarge => RawKept.Refused,
                _ => RawKept.NotNow,
            };
        }
        catch (Exception error) when (IsTransient(error, cancellationToken))
        {
            kept = RawKept.NotNow;
        }

        metrics.RawKept(vendor, kept);
        return kept;
    }

    /// <inheritdoc/>
    public async Task<(bool Answered, byte[]? Content)> FindAsync(Guid patient, string hash, CancellationToken cancellationToken)
    {
        using var request = Request(HttpMethod.Get, $"v1/kept/{patient}/{hash}");
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            using var answer = await http.SendAsync(request, either.Token);
            return answer.StatusCode switch
            {
                HttpStatusCode.OK => (true, await answer.Content.ReadAsByteArrayAsync(either.Token)),
                HttpStatusCode.Gone => (true, null),
                _ => (false, null),
            };
        }
        catch (Exception error) when (IsTransient(error, cancellationToken))
        {
            return (false, null);
        }
    }

    private HttpRequestMessage Request(HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, new Uri(sidecar, $"/v1.0/invoke/{AppIds.Ingest}/method/{path}"));
        if (apiToken is not null)
            request.Headers.TryAddWithoutValidation("dapr-api-token", apiToken);
        return request;
    }

    private static bool IsTransient(Exception error, CancellationToken cancellationToken) =>
        error is HttpRequestException or IOException || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested);
}
