using System.Globalization;
using System.Net;
using Grpc.Core;
using LocalDapr.Faults;
using LocalDapr.Resiliency;
using LocalDapr.Sidecars;
using Microsoft.AspNetCore.Http;

namespace LocalDapr.Invocation;

/// <summary>Passes a gRPC call of any service on to the application that its metadata name, byte by byte, whatever it streams. A policy covers the time until the application begins to answer.</summary>
/// <param name="context">The sidecar.</param>
internal sealed class GrpcProxy(SidecarContext context)
{
    private const string CalleeHeader = "dapr-callee-app-id";
    private const string AppHeader = "dapr-app-id";

    /// <summary>Passes a call on.</summary>
    /// <param name="http">The call.</param>
    public async Task HandleAsync(HttpContext http)
    {
        var path = http.Request.Path.Value ?? "";
        if (Named(http, CalleeHeader) is not { } appId && (appId = Named(http, AppHeader)!) is null)
        {
            GrpcApi.AnswerUnknown(http);
            return;
        }

        var name = appId.Split('.')[0];
        if (!context.Mesh.Sidecars.TryGetValue(name, out var callee))
        {
            GrpcApi.Refuse(http.Response, StatusCode.Unknown, "no host found with the given ID");
            return;
        }

        if (callee.App.Grpc is not { } app)
        {
            GrpcApi.Refuse(http.Response, StatusCode.Unavailable, $"the application {name} does not speak gRPC");
            return;
        }

        try
        {
            var isOther = callee.AppId != context.AppId;
            var policy = isOther ? context.Resiliency.App(appId, $"{appId}:{path}") : null;
            var body = new ReplayedBody(http.Request.Body, policy is { HasRetry: true });
            using var answer = policy is null
                ? await SendAsync(http, app, callee, body, http.RequestAborted)
                : await policy.RunAsync(ct => SendAsync(http, app, callee, body, ct), Judge, http.RequestAborted);
            body.Forget();
            await PassOnAsync(answer, http);
        }
        catch (Exception e) when (!http.RequestAborted.IsCancellationRequested && !http.Response.HasStarted)
        {
            GrpcApi.Refuse(http.Response, e is TimeoutException ? StatusCode.DeadlineExceeded : StatusCode.Unavailable, e.Message);
        }
        catch (Exception) when (!http.RequestAborted.IsCancellationRequested)
        {
            http.Abort();
        }
    }

    private static string? Named(HttpContext http, string header) => http.Request.Headers[header].ToString() is { Length: > 0 } id ? id : null;

    // An application that fails at once sends nothing but its status.
    private static Verdict Judge(HttpResponseMessage answer) =>
        answer.Headers.NonValidated.TryGetValues("grpc-status", out var status) && status.ToString() is not "0" and var code
            ? new Verdict(false, GrpcStatus: int.TryParse(code, CultureInfo.InvariantCulture, out var number) ? number : null)
            : Verdict.Ok;

    private static async Task PassOnAsync(HttpResponseMessage answer, HttpContext http)
    {
        var response = http.Response;
        response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.NonValidated.Concat(answer.Content.Headers.NonValidated))
        {
            if (!HopByHop.EndsWithReply(name))
                response.Headers[name] = Reply.Values(values);
        }

        await response.StartAsync(http.RequestAborted);
        await using var body = await answer.Content.ReadAsStreamAsync(http.RequestAborted);
        await RequestBody.CopyAsync(body, response.BodyWriter, http.RequestAborted);
        foreach (var (name, values) in answer.TrailingHeaders.NonValidated)
            response.AppendTrailer(name, Reply.Values(values));
    }

    private async Task<HttpResponseMessage> SendAsync(HttpContext http, GrpcApp app, SidecarContext callee, ReplayedBody body, CancellationToken cancellationToken)
    {
        context.Report(SidecarEventKind.Invoked, callee.AppId, $"POST {http.Request.Path}");
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(http.Request.Path.Value!, UriKind.Relative)) { Content = new ReplayedContent(body) };
        foreach (var (name, values) in http.Request.Headers)
        {
            if (name[0] != ':' && !HopByHop.EndsWithRequest(name) && !request.Headers.TryAddWithoutValidation(name, values.AsEnumerable()))
                request.Content.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
        }

        request.Headers.TryAddWithoutValidation("te", "trailers");
        if (TraceContext.Of(http) is { } trace)
            request.Headers.TryAddWithoutValidation("traceparent", trace.Child());
        if (callee.AppId != context.AppId)
        {
            request.Headers.TryAddWithoutValidation("dapr-caller-app-id", context.AppId);
            request.Headers.Remove(CalleeHeader);
            request.Headers.TryAddWithoutValidation(CalleeHeader, callee.AppId);
        }

        return await app.ForwardAsync(request, cancellationToken);
    }

    private sealed class ReplayedContent(ReplayedBody body) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            await stream.FlushAsync(cancellationToken);
            await body.CopyToAsync(stream, cancellationToken);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
