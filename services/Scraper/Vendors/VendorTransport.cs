using System.Globalization;
using Microsoft.Extensions.Options;
using VectorCare.Contracts;
using VectorCare.Scraper.Politeness.Robots;

namespace VectorCare.Scraper.Vendors;

/// <summary>Our own sidecar cannot be reached: nothing is known about the vendor.</summary>
internal sealed class SidecarUnavailableException(Exception inner) : Exception("The sidecar cannot be reached.", inner);

/// <summary>Sends requests to a vendor through the sidecar's HTTPEndpoint, and tells the vendor's answers from Dapr's own errors.</summary>
internal sealed class VendorTransport(HttpMessageInvoker http, Uri sidecar, string? apiToken, IOptions<ScraperOptions> options, TimeProvider time)
{
    private const string IdentityHeader = "X-Cygnus-Inbox";
    private static readonly TimeSpan Settled = TimeSpan.FromMinutes(1);

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
        request.Headers.TryAddWithoutValidation("User-Agent", RobotsRules.ProductToken);
        var unpacks = !options.Value.Vendors.TryGetValue(vendor, out var own) || own.Compression;
        if (unpacks)
            request.Headers.TryAddWithoutValidation("Accept-Encoding", VendorBody.Codings);
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
            return await ReadAsync(response, unpacks, either.Token);
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

    private async Task<VendorReply> ReadAsync(HttpResponseMessage response, bool unpacks, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        if (status == 429)
            return new VendorReply { Kind = ReplyKind.RateLimited, Status = status, Reason = "rate-limited", RetryAfter = RetryAfter(response) };
        var limit = options.Value.MaxPageBytes;
        if (response.Content.Headers.ContentLength is { } announced && announced > limit)
            return TooLarge(status);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var body = await VendorBody.ReadAsync(stream, (int)(response.Content.Headers.ContentLength ?? 32 * 1024), limit, cancellationToken);
        if (status is 502 or 503 or 504)
        {
            body.Return();
            return Down("http-" + status.ToString(CultureInfo.InvariantCulture));
        }

        if (unpacks && body.Length > 0 && Coding(response) is { } coding)
        {
            (body, var problem) = await body.UnpackAsync(coding, limit);
            if (problem is not null)
                return new VendorReply { Kind = ReplyKind.Unreadable, Status = status, Reason = problem };
        }

        if (body.Length < 0)
        {
            body.Return();
            return TooLarge(status);
        }

        if (status >= 400 && SidecarErrors.Reason(status, body.Rented.AsSpan(0, body.Length)) is { } down)
        {
            body.Return();
            return Down(down);
        }

        return new VendorReply
        {
            Status = status,
            ETag = response.Headers.ETag?.ToString(),
            LastModified = response.Headers.ETag is null ? LastModified(response) : null,
            Location = response.Headers.Location?.OriginalString,
            RetryAfter = RetryAfter(response),
            SetCookies = response.Headers.TryGetValues("Set-Cookie", out var cookies) ? [.. cookies] : [],
            Identity = response.Headers.TryGetValues(IdentityHeader, out var identity) ? identity.FirstOrDefault() : null,
        }.WithBody(body.Rented, body.Length);
    }

    /// <summary>What the answer is packed in; null where it is not.</summary>
    private static string? Coding(HttpResponseMessage response) =>
        response.Content.Headers.ContentEncoding is { Count: > 0 } codings && string.Join(", ", codings) is var coding && !coding.Equals("identity", StringComparison.OrdinalIgnoreCase) ? coding : null;

    /// <summary>A date counts whole seconds: what was changed just now may change again under the same one.</summary>
    private DateTimeOffset? LastModified(HttpResponseMessage response) =>
        response.Content.Headers.LastModified is { } changed && time.GetUtcNow() - changed >= Settled ? changed : null;

    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - time.GetUtcNow(),
        _ => null,
    };

    private static VendorReply TooLarge(int status) => new() { Kind = ReplyKind.TooLarge, Status = status, Reason = "page-too-large" };

    private static VendorReply Down(string reason) => new() { Kind = ReplyKind.VendorDown, Reason = reason };
}
