using System.Net;

namespace VectorCare.Bench.Fleet;

/// <summary>Stands for sidecar and endpoint: sends what the scraper asks of <c>/v1.0/invoke/vendor-X/method/…</c> to the portals, and follows redirects as Dapr does.</summary>
internal sealed class PortalHandler(Uri portals) : HttpMessageHandler
{
    private const int MostRedirects = 10;
    private const string Method = "/method/";

    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false });

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var asked = request.RequestUri!.PathAndQuery;
        var method = asked.IndexOf(Method, StringComparison.Ordinal);
        var endpoint = asked[..method];
        var vendor = endpoint[(endpoint.LastIndexOf('-') + 1)..];
        var target = new Uri(portals, $"/{vendor}/{asked[(method + Method.Length)..]}");
        for (var hops = 0; ; hops++)
        {
            using var copy = new HttpRequestMessage(hops == 0 ? request.Method : HttpMethod.Get, target);
            foreach (var (name, values) in request.Headers)
                copy.Headers.TryAddWithoutValidation(name, values);
            if (hops == 0)
                copy.Content = request.Content;
            var response = await _http.SendAsync(copy, cancellationToken);
            if (response.StatusCode != HttpStatusCode.Redirect || hops == MostRedirects)
                return response;
            target = new Uri(target, response.Headers.Location!);
            response.Dispose();
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _http.Dispose();
        base.Dispose(disposing);
    }
}
