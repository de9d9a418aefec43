using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using LocalDapr.Resources;
using LocalDapr.Sidecars;

namespace LocalDapr.Invocation;

/// <summary>The way to an HTTPEndpoint, or to a URL that stands for one.</summary>
internal sealed class EndpointRoute : IInvocationRoute, IDisposable
{
    private const int MostRedirects = 10;
    private readonly HttpMessageInvoker _client;
    private readonly HttpEndpointSpec _endpoint;
    private readonly string _address;
    private readonly string? _token;
    private readonly bool _isResource;

    /// <summary>Creates the route; nothing is connected yet.</summary>
    /// <param name="endpoint">The endpoint.</param>
    public EndpointRoute(HttpEndpointSpec endpoint)
        : this(endpoint, isResource: true, token: null)
    {
    }

    private EndpointRoute(HttpEndpointSpec endpoint, bool isResource, string? token)
    {
        _endpoint = endpoint;
        _isResource = isResource;
        _token = token;
        _address = endpoint.BaseUrl.OriginalString.TrimEnd('/');
        var handler = AppChannel.CreateHandler();
        if (endpoint.Tls is { } tls)
            handler.SslOptions = CreateTls(tls);
        _client = new HttpMessageInvoker(handler);
    }

    /// <summary>The way to a bare URL: redirects are not followed, and whoever is there gets the application's token, as with Dapr.</summary>
    /// <param name="url">The URL.</param>
    /// <param name="token">The application's token, or null.</param>
    /// <returns>The route.</returns>
    public static EndpointRoute Raw(string url, string? token) => new(new HttpEndpointSpec(url, new Uri(url), [], null, ""), isResource: false, token);

    /// <inheritdoc />
    public string BreakerKey(string path) => _isResource ? $"{_endpoint.Name}:{_endpoint.BaseUrl.OriginalString}" : $"{_endpoint.Name}/{path}";

    /// <inheritdoc />
    public async Task<HttpResponseMessage> SendAsync(OutgoingCall call, string traceparent, int attempt, CancellationToken cancellationToken)
    {
        if (attempt == 1)
            call.Replace(_token is null ? _endpoint.Headers : [KeyValuePair.Create("dapr-api-token", _token)]);
        var url = _address + UrlPath.Encode(_address, call.Path, call.Query);
        try
        {
            var request = call.Create(new Uri(url, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }), traceparent);
            var reply = await _client.SendAsync(request, cancellationToken);
            return _isResource && (int)reply.StatusCode is 301 or 302 or 303 or 307 or 308
                ? await FollowAsync(call, traceparent, request, reply, cancellationToken)
                : reply;
        }
        catch (HttpRequestException e)
        {
            throw new InvocationException(TransportErrors.Describe(e, call.Verb, url, _endpoint.BaseUrl.Authority), e);
        }
    }

    /// <inheritdoc />
    public void Dispose() => _client.Dispose();

    private static SslClientAuthenticationOptions CreateTls(EndpointTlsSpec tls)
    {
        var options = new SslClientAuthenticationOptions();
        if (tls.RootCa is { } pem)
        {
            var roots = new X509Certificate2Collection();
            roots.ImportFromPem(pem);
            var chain = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            chain.CustomTrustStore.AddRange(roots);
            options.CertificateChainPolicy = chain;
        }

        if (tls is { Certificate: { } certificate, PrivateKey: { } key })
            options.ClientCertificates = [X509Certificate2.CreateFromPem(certificate, key)];
        return options;
    }

    private static bool IsSameHost(Uri one, Uri other) => one.Host.Equals(other.Host, StringComparison.OrdinalIgnoreCase);

    private async Task<HttpResponseMessage> FollowAsync(OutgoingCall call, string traceparent, HttpRequestMessage sent, HttpResponseMessage reply, CancellationToken cancellationToken)
    {
        var hasBody = sent.Content is not null;
        for (var redirects = 0; (int)reply.StatusCode is 301 or 302 or 303 or 307 or 308; redirects++)
        {
            if (reply.Headers.Location is not { } location || (hasBody && (int)reply.StatusCode is 307 or 308))
                return reply;
            if (redirects == MostRedirects)
                throw new InvocationException($"Get \"{location}\": stopped after {MostRedirects} redirects");
            var from = sent.RequestUri!;
            var keepsVerb = (int)reply.StatusCode is 307 or 308 || sent.Method == HttpMethod.Get || sent.Method == HttpMethod.Head;
            var next = call.Create(new Uri(new Uri(from.OriginalString), location), traceparent);
            next.Method = keepsVerb ? sent.Method : HttpMethod.Get;
            next.Content = null;
            hasBody = false;
            if (from.Scheme != Uri.UriSchemeHttps || next.RequestUri!.Scheme == Uri.UriSchemeHttps)
                next.Headers.TryAddWithoutValidation("referer", from.OriginalString);
            if (!IsSameHost(from, next.RequestUri!))
            {
                next.Headers.Authorization = null;
                next.Headers.Remove("cookie");
            }

            reply.Dispose();
            sent = next;
            reply = await _client.SendAsync(next, cancellationToken);
        }

        return reply;
    }
}
