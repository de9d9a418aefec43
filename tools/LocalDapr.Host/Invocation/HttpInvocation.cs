using LocalDapr.Faults;
using LocalDapr.Resiliency;
using LocalDapr.Sidecars;
using Microsoft.AspNetCore.Http;

namespace LocalDapr.Invocation;

/// <summary>Service invocation over HTTP: every request that is no route of the sidecar.</summary>
/// <param name="context">The sidecar.</param>
/// <param name="routes">Ways to the targets.</param>
internal sealed class HttpInvocation(SidecarContext context, InvocationRoutes routes)
{
    private const int KeptBody = 64 * 1024;
    private static readonly ApiError NoAppId = new(StatusCodes.Status404NotFound, "ERR_DIRECT_INVOKE", "failed getting app id either from the URL path or the header dapr-app-id");

    /// <summary>Invokes.</summary>
    /// <param name="http">The request.</param>
    public async Task HandleAsync(HttpContext http)
    {
        if (InvocationTarget.Find(http) is not { } target)
        {
            await NoAppId.WriteAsync(http.Response);
            return;
        }

        try
        {
            var route = routes.Find(target);
            var policy = context.Resiliency.App(target.Id, route.BreakerKey(target.Path));
            var call = await PrepareAsync(http, target, policy);
            var reply = await InvokeAsync(http, target, route, call, policy);
            if (!reply.IsSent)
                await reply.WriteAsync(http.Response);
        }
        catch (Exception e) when (!http.Response.HasStarted && !http.RequestAborted.IsCancellationRequested)
        {
            http.Response.Headers.ContentType = default;
            await new ApiError(StatusCodes.Status500InternalServerError, "ERR_DIRECT_INVOKE", $"failed to invoke, id: {target.Id}, err: {e.Message}").WriteAsync(http.Response);
        }
        catch (Exception) when (http.Response.HasStarted)
        {
            http.Abort();
        }
    }

    private static Verdict Judge(Reply reply) => reply.IsSuccess ? Verdict.Ok : new Verdict(Success: false, HttpStatus: reply.Status, Permanent: reply.IsSent);

    private static async Task PassOnAsync(HttpContext http, HttpResponseMessage message, CancellationToken cancellationToken)
    {
        var response = http.Response;
        response.StatusCode = (int)message.StatusCode;
        foreach (var (name, values) in Reply.HeadersOf(message))
            response.Headers[name] = Reply.Values(values);
        if (response.StatusCode is StatusCodes.Status204NoContent or StatusCodes.Status304NotModified || HttpMethods.IsHead(http.Request.Method))
            return;
        await using var body = await message.Content.ReadAsStreamAsync(cancellationToken);
        var writer = response.BodyWriter;
        if (response.ContentType is null)
        {
            var memory = writer.GetMemory(KeptBody / 4);
            var first = await body.ReadAsync(memory, cancellationToken);
            if (first == 0)
                return;
            response.ContentType = ContentSniffer.Guess(memory.Span[..first]);
            writer.Advance(first);
            await writer.FlushAsync(cancellationToken);
        }
        else if (message.Content.Headers.ContentLength is > 0 and <= KeptBody and var length)
        {
            await RequestBody.CopyAsync(body, (int)length, writer, cancellationToken);
            return;
        }

        await RequestBody.CopyAsync(body, writer, cancellationToken);
    }

    private async Task<Reply> InvokeAsync(HttpContext http, InvocationTarget target, IInvocationRoute route, OutgoingCall call, IPolicy policy)
    {
        var trace = TraceContext.Of(http);
        var attempts = 0;
        return await policy.RunAsync(AttemptAsync, Judge, http.RequestAborted);

        async Task<Reply> AttemptAsync(CancellationToken cancellationToken)
        {
            attempts++;
            if (context.IsWatched)
                context.Report(SidecarEventKind.Invoked, target.Id, $"{call.Verb.Method} /{target.Path}");
            try
            {
                using var message = await route.SendAsync(call, trace.Child(), attempts, cancellationToken);
                if ((int)message.StatusCode is < 200 or > 399 && !call.IsStreamed && message is not GrpcReply)
                    return await Reply.KeepAsync(message, cancellationToken);
                await PassOnAsync(http, message, cancellationToken);
                return Reply.Sent(message is GrpcReply ? StatusCodes.Status200OK : (int)message.StatusCode);
            }
            catch (Exception e) when ((call.IsStreamed || http.Response.HasStarted) && e is not PermanentException)
            {
                // The request's body is gone, or the caller has part of an answer: there is nothing to try again.
                throw new PermanentException(TooLarge(e)?.Message ?? (cancellationToken.IsCancellationRequested ? "context deadline exceeded" : e.Message), e);
            }
        }
    }

    private static BodyTooLargeException? TooLarge(Exception? error)
    {
        while (error is not null and not BodyTooLargeException)
            error = error.InnerException;
        return error as BodyTooLargeException;
    }

    private async Task<OutgoingCall> PrepareAsync(HttpContext http, InvocationTarget target, IPolicy policy)
    {
        var request = http.Request;
        var length = request.ContentLength;
        if (length > context.MaxBodyBytes)
            throw new BodyTooLargeException();
        var isChunked = length is null && request.Headers.TransferEncoding.Count > 0;
        var isStreamed = isChunked || (length > KeptBody && !policy.HasRetry);
        var kept = length > 0 && !isStreamed ? await RequestBody.ReadAsync(http, context.MaxBodyBytes) : null;
        var call = new OutgoingCall
        {
            Verb = HttpMethod.Parse(request.Method),
            Path = target.Path,
            Query = request.QueryString.Value ?? "",
            Content = kept is not null ? () => new ByteArrayContent(kept) : isStreamed ? () => new StreamedContent(http, length, context.MaxBodyBytes) : () => null,
            IsStreamed = isStreamed,
        };
        foreach (var (name, values) in request.Headers)
        {
            foreach (var value in values)
                call.Add(name, value ?? "");
        }

        return call;
    }
}
