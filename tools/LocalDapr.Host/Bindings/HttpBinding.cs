using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using LocalDapr.Jobs.Times;
using LocalDapr.Resources;

namespace LocalDapr.Bindings;

/// <summary><c>bindings.http</c>: calls a URL.</summary>
internal sealed class HttpBinding : IOutputBinding
{
    private const int RedirectLimit = 10;
    private static readonly string[] WithData = ["create", "post", "put", "patch"];

    private static readonly string[] ContentHeaders = ["Allow", "Expires", "Last-Modified"];

    private readonly ComponentSpec _spec;
    private readonly TimeProvider _clock;
    private readonly string _url;
    private readonly TimeSpan? _timeout;
    private readonly HttpClient _client;

    /// <summary>Creates the binding.</summary>
    /// <param name="spec">The component.</param>
    /// <param name="clock">Clock of <c>responseTimeout</c>.</param>
    public HttpBinding(ComponentSpec spec, TimeProvider clock)
    {
        _spec = spec;
        _clock = clock;
        _url = spec["url"] ?? "";
        _timeout = GoDuration.TryParse(spec["responseTimeout"], out var timeout) && timeout > TimeSpan.Zero ? timeout : null;
        _client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = true,
            MaxAutomaticRedirections = RedirectLimit,
            AutomaticDecompression = DecompressionMethods.GZip,
            UseCookies = false,
            ActivityHeadersPropagator = null,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            SslOptions = HttpBindingTls.Options(spec),
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <inheritdoc />
    public IReadOnlyList<string> Operations { get; } = ["create", "get", "head", "post", "put", "patch", "delete", "options", "trace"];

    /// <inheritdoc />
    public async Task<BindingOutcome> InvokeAsync(BindingRequest request, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(_timeout ?? Timeout.InfiniteTimeSpan, _clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        using var message = Message(request);
        try
        {
            using var response = await _client.SendAsync(message, both.Token);
            var body = await response.Content.ReadAsByteArrayAsync(both.Token);
            var failed = ErrorIfNot2XX(request) && !response.IsSuccessStatusCode;
            return new BindingOutcome(body, Metadata(response), failed ? $"received status code {(int)response.StatusCode}" : null);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new BindingException($"{message.Method} \"{message.RequestUri}\": context deadline exceeded");
        }
        catch (HttpRequestException e)
        {
            throw new BindingException($"{message.Method} \"{message.RequestUri}\": {e.Message}", e);
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    private HttpRequestMessage Message(BindingRequest request)
    {
        var message = new HttpRequestMessage(new HttpMethod(request.Operation == "create" ? "POST" : request.Operation.ToUpperInvariant()), Address(request));
        if (WithData.Contains(request.Operation))
        {
            message.Content = new ReadOnlyMemoryContent(request.Data);
            message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        }

        if (_spec["securityToken"] is { Length: > 0 } token && _spec["securityTokenHeader"] is { Length: > 0 } header)
            Set(message, header, token);
        Set(message, "Accept", "application/json; charset=utf-8");
        // Names that begin with a capital letter are headers; so is the trace context.
        foreach (var (name, value) in request.Metadata.Where(m => m.Key.Length > 0 && (char.IsUpper(m.Key[0]) || m.Key is "traceparent" or "tracestate" or "baggage")))
            Set(message, name, value);
        return message;
    }

    private Uri Address(BindingRequest request)
    {
        var url = request["path"] is { } path ? $"{_url.TrimEnd('/')}/{path.TrimStart('/')}" : _url;
        // Dots and escapes of the path are the caller's business.
        return Uri.TryCreate(url, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }, out var address) && address.Scheme is "http" or "https"
            ? address
            : throw new BindingException($"parse \"{url}\": not an http or https address");
    }

    private static void Set(HttpRequestMessage message, string name, string value)
    {
        HttpHeaders headers = message.Headers;
        if (name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase) || ContentHeaders.Contains(name, StringComparer.OrdinalIgnoreCase))
            headers = (message.Content ??= new ByteArrayContent([])).Headers;
        headers.Remove(name);
        headers.TryAddWithoutValidation(name, value);
    }

    private bool ErrorIfNot2XX(BindingRequest request) => (request["errorIfNot2XX"] ?? _spec["errorIfNot2XX"]) is not { Length: > 0 } given || Truth.IsTrue(given);

    private static Dictionary<string, string> Metadata(HttpResponseMessage response)
    {
        var code = ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["statusCode"] = code,
            ["status"] = string.IsNullOrEmpty(response.ReasonPhrase) ? code : $"{code} {response.ReasonPhrase}",
        };
        foreach (var (name, values) in response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated))
        {
            if (!name.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase))
                metadata[name] = string.Join(", ", values);
        }

        return metadata;
    }
}
