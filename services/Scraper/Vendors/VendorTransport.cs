using System.Buffers;
using System.Globalization;
using Microsoft.Extensions.Options;
using VectorCare.Contracts;

namespace VectorCare.Scraper.Vendors;

/// <summary>Our own sidecar cannot be reached: nothing is known about the vendor.</summary>
internal sealed class SidecarUnavailableException(Exception inner) : Exception("The sidecar cannot be reached.", inner);

/// <summary>Sends requests to a vendor through the sidecar's HTTPEndpoint, and tells the vendor's answers from Dapr's own errors.</summary>
internal sealed class VendorTransport(HttpMessageInvoker http, Uri sidecar, string? apiToken, IOptions<ScraperOptions> options, TimeProvider time)
{
    private const string IdentityHeader = "X-Cygnus-Inbox";

    /// <summary>Sends one request.</summary>
    /// <param name="vendor">Vendor id.</param>
    /// <param name="method">Method.</param>
    /// <param name="path">Path and query below the vendor's base URL, without a leading slash.</param>
    /// <param name="headers">Headers.</param>
    /// <param name="form">Body of a form, or null.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SidecarUnavailableException">The sidecar cannot be reached.</exception>
    public async Task<VendorReply> SendAsync(string vendor, HttpMethod method, string path, IReadOnlyList<(string Name, string Value)> headers, IReadOnlyList<KeyValuePair<string, string>>? form, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(sidecar, $"/v1.0/invoke/{ComponentNames.VendorEndpoint(vendor)}/method/{path}"));
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        if (apiToken is not null)
            request.Headers.TryAddWithoutValidation("dapr-api-token", apiToken);
        if (form is not null)
        {
            // Buffered, not chunked: Dapr retries nothing that it cannot send twice.
            using var encoded = new FormUrlEncodedContent(form);
            request.Content = new ByteArrayContent(await encoded.ReadAsByteArrayAsync(cancellationToken));
            request.Content.Headers.ContentType = encoded.Headers.ContentType;
        }

        using var timeout = new CancellationTokenSource(options.Value.RequestTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using var response = await http.SendAsync(request, either.Token);
            return await ReadAsync(response, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Down("timeout");
        }
        catch (HttpRequestException error) when (error.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError)
        {
            throw new SidecarUnavailableException(error);
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            return Down("broken-answer");
        }
    }

    private async Task<VendorReply> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        if (status == 429)
            return new VendorReply { Kind = ReplyKind.RateLimited, Status = status, Reason = "rate-limited", RetryAfter = RetryAfter(response) };
        var (rented, length) = await BodyAsync(response, cancellationToken);
        if (length < 0)
        {
            ArrayPool<byte>.Shared.Return(rented);
            return new VendorReply { Kind = ReplyKind.TooLarge, Status = status, Reason = "page-too-large" };
        }

        var down = status is 502 or 503 or 504
            ? "http-" + status.ToString(CultureInfo.InvariantCulture)
            : status >= 400 ? SidecarErrors.Reason(status, rented.AsSpan(0, length)) : null;
        if (down is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
            return Down(down);
        }

        return new VendorReply
        {
            Status = status,
            ETag = response.Headers.ETag?.ToString(),
            Location = response.Headers.Location?.OriginalString,
            RetryAfter = RetryAfter(response),
            SetCookies = response.Headers.TryGetValues("Set-Cookie", out var cookies) ? [.. cookies] : [],
            Identity = response.Headers.TryGetValues(IdentityHeader, out var identity) ? identity.FirstOrDefault() : null,
        }.WithBody(rented, length);
    }

    private async Task<(byte[] Rented, int Length)> BodyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var limit = options.Value.MaxPageBytes;
        var announced = response.Content.Headers.ContentLength;
        if (announced > limit)
            return (ArrayPool<byte>.Shared.Rent(1), -1);
        var buffer = ArrayPool<byte>.Shared.Rent((int)(announced ?? 32 * 1024) + 1);
        var length = 0;
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        while (await stream.ReadAsync(buffer.AsMemory(length), cancellationToken) is > 0 and var read)
        {
            length += read;
            if (length > limit)
                return (buffer, -1);
            if (length < buffer.Length)
                continue;
            var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
            buffer.AsSpan(0, length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = larger;
        }

        return (buffer, length);
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - time.GetUtcNow(),
        _ => null,
    };

    private static VendorReply Down(string reason) => new() { Kind = ReplyKind.VendorDown, Reason = reason };
}
