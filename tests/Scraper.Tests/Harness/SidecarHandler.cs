using System.Net;

namespace VectorCare.Scraper.Tests.Harness;

/// <summary>Plays the sidecar: sends <c>/v1.0/invoke/vendor-X/method/…</c> to the portal and follows redirects without cookies, as recorded; it can answer itself.</summary>
internal sealed class SidecarHandler(Uri portals) : HttpMessageHandler
{
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
    private readonly Lock _saw = new();
    private int _requests;

    public int Requests => _requests;

    /// <summary>An answer of the sidecar's own, or null to pass on.</summary>
    public Func<HttpRequestMessage, HttpResponseMessage?> Answers { get; set; } = _ => null;

    /// <summary>Sees the portal's answers, one by one.</summary>
    public Action<HttpResponseMessage> Saw { get; set; } = _ => { };

    /// <summary>What becomes of the portal's pages on their way, or null; then none counts as the known one by its tag.</summary>
    public Func<string, string>? Rewrites { get; set; }

    public static HttpResponseMessage Error(string message) => new(HttpStatusCode.InternalServerError)
    {
        Content = new StringContent($$"""{"errorCode":"ERR_DIRECT_INVOKE","message":"failed to invoke, id: vendor, err: {{message}}"}""", null, "application/json"),
    };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _requests);
        if (Answers(request) is { } own)
            return own;
        var path = request.RequestUri!.PathAndQuery;
        Assert.StartsWith("/v1.0/invoke/vendor-", path, StringComparison.Ordinal);
        var rest = path["/v1.0/invoke/vendor-".Length..];
        var slash = rest.IndexOf("/method/", StringComparison.Ordinal);
        var target = new Uri(portals, $"/{rest[..slash]}/{rest[(slash + "/method/".Length)..]}");
        for (var hops = 0; ; hops++)
        {
            using var copy = new HttpRequestMessage(hops == 0 ? request.Method : HttpMethod.Get, target);
            foreach (var (name, values) in request.Headers)
                copy.Headers.TryAddWithoutValidation(name, values);
            if (hops == 0)
                copy.Content = request.Content;
            if (Rewrites is not null)
            {
                copy.Headers.IfNoneMatch.Clear();
                copy.Headers.AcceptEncoding.Clear();
            }

            var response = await _http.SendAsync(copy, cancellationToken);
            if (Rewrites is not null && response.IsSuccessStatusCode)
                response.Content = new StringContent(Rewrites(await response.Content.ReadAsStringAsync(cancellationToken)));
            if (response.StatusCode != HttpStatusCode.Redirect || hops > 9)
            {
                lock (_saw)
                    Saw(response);
                return response;
            }

            target = new Uri(target, response.Headers.Location!);
        }
    }

    protected override void Dispose(bool disposing)
    {
        _http.Dispose();
        base.Dispose(disposing);
    }
}
