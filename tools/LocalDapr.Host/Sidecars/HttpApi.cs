using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace LocalDapr.Sidecars;

/// <summary>The HTTP endpoint of a sidecar: trace context, token, route, and what to do without a route.</summary>
/// <param name="context">The sidecar.</param>
/// <param name="routes">Its routes.</param>
/// <param name="fallback">Takes every request without route.</param>
internal sealed partial class HttpApi(SidecarContext context, RouteTable routes, RequestDelegate fallback)
{
    private const string TokenHeader = "dapr-api-token";
    private static readonly byte[] InvalidToken = "invalid api token\n"u8.ToArray();
    private readonly ILogger _log = context.Loggers.CreateLogger("LocalDapr.Http");

    /// <summary>Handles a request.</summary>
    /// <param name="http">The request.</param>
    public Task HandleAsync(HttpContext http)
    {
        var raw = RawPath.Of(http);
        if (!raw.Contains("/healthz", StringComparison.Ordinal))
            ShowTrace(http);
        if (context.Tokens.Api is { } token)
        {
            if (!MayEnter(http, raw, token))
                return RefuseAsync(http.Response);
            http.Request.Headers.Remove(TokenHeader);
        }

        var handler = routes.Find(http.Request.Method, RawPath.Clean(raw), out var values);
        return handler is null ? GuardAsync(http, fallback(http)) : GuardAsync(http, handler(http, values));
    }

    private static void ShowTrace(HttpContext http)
    {
        var trace = TraceContext.Of(http);
        var headers = http.Response.Headers;
        headers.TraceParent = trace.Traceparent;
        if (trace.Tracestate.Length > 0)
            headers.TraceState = trace.Tracestate;
        if (trace.Baggage.Length > 0)
            headers.Baggage = trace.Baggage;
    }

    private static bool MayEnter(HttpContext http, string raw, string token) =>
        http.Request.Headers[TokenHeader] == token
        || (HttpMethods.IsGet(http.Request.Method) && raw.Trim('/') is "v1.0/healthz" or "v1.0/healthz/outbound");

    private static async Task RefuseAsync(HttpResponse response)
    {
        response.StatusCode = StatusCodes.Status401Unauthorized;
        response.ContentType = "text/plain; charset=utf-8";
        response.Headers.XContentTypeOptions = new StringValues("nosniff");
        await response.Body.WriteAsync(InvalidToken);
    }

    private Task GuardAsync(HttpContext http, Task handling) =>
        handling.IsCompletedSuccessfully ? handling : WaitAsync(http, handling);

    private async Task WaitAsync(HttpContext http, Task handling)
    {
        try
        {
            await handling;
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The caller is gone; nobody reads an answer.
        }
        catch (BadHttpRequestException e) when (!http.Response.HasStarted)
        {
            // The body is no HTTP: chunks without length, or it ends before its time.
            await new ApiError(e.StatusCode, "ERR_MALFORMED_REQUEST", e.Message).WriteAsync(http.Response);
        }
        catch (BodyTooLargeException e) when (!http.Response.HasStarted)
        {
            await new ApiError(StatusCodes.Status400BadRequest, "ERR_BODY_READ", $"failed to read request body: {e.Message}").WriteAsync(http.Response);
        }
        catch (Exception e) when (!http.Response.HasStarted)
        {
            LogFailed(e, http.Request.Method, RouteOnly(RawPath.Of(http)));
            await new ApiError(StatusCodes.Status500InternalServerError, "ERR_INTERNAL", e.Message).WriteAsync(http.Response);
        }
    }

    private static string RouteOnly(string path)
    {
        var shown = new StringBuilder();
        foreach (var segment in path.Split('/', StringSplitOptions.RemoveEmptyEntries).Take(3))
            shown.Append('/').Append(segment);
        return shown.ToString();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Verb} {Route} failed")]
    private partial void LogFailed(Exception e, string verb, string route);
}
