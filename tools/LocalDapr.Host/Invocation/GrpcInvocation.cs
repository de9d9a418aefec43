using Dapr.Client.Autogen.Grpc.v1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using LocalDapr.Faults;
using LocalDapr.Resiliency;
using LocalDapr.Sidecars;
using Microsoft.AspNetCore.WebUtilities;

namespace LocalDapr.Invocation;

/// <summary>Service invocation over gRPC, to an application that speaks either.</summary>
/// <param name="context">The sidecar.</param>
/// <param name="routes">Ways to the targets.</param>
internal sealed class GrpcInvocation(SidecarContext context, InvocationRoutes routes)
{
    /// <summary>Invokes.</summary>
    /// <param name="request">What to invoke.</param>
    /// <param name="call">The gRPC call.</param>
    /// <returns>The answer of a 2xx reply.</returns>
    public async Task<InvokeResponse> InvokeAsync(InvokeServiceRequest request, ServerCallContext call)
    {
        var target = new InvocationTarget(request.Id, RawPath.Clean("/" + request.Message?.Method).TrimStart('/'));
        Reply reply;
        try
        {
            var route = routes.Find(target);
            var policy = context.Resiliency.App(target.Id, route.BreakerKey(target.Path));
            if (route is AppRoute { Callee: { App.Grpc: { } app } callee })
                return await InvokeAsync(app, callee.AppId, request.Message ?? new InvokeRequest(), policy, call);
            var outgoing = Prepare(request.Message ?? new InvokeRequest(), target, call);
            reply = await RunAsync(target, route, outgoing, policy, call);
        }
        catch (TimeoutException e)
        {
            throw new RpcException(new Status(StatusCode.DeadlineExceeded, e.Message));
        }
        catch (BreakerOpenException e)
        {
            throw new RpcException(new Status(StatusCode.Unknown, e.Message));
        }
        catch (Exception e) when (e is not (OperationCanceledException or RpcException))
        {
            throw new RpcException(new Status(StatusCode.Internal, $"failed to invoke, id: {target.Id}, err: {e.Message}"));
        }

        if (reply.Status is < 200 or > 299)
            throw new RpcException(new Status(CodeOf(reply.Status), ReasonPhrases.GetReasonPhrase(reply.Status)));
        var contentType = reply.Headers.FirstOrDefault(h => h.Key.Equals("content-type", StringComparison.OrdinalIgnoreCase)).Value.ToString();
        return new InvokeResponse { Data = new Any { Value = UnsafeByteOperations.UnsafeWrap(reply.Body) }, ContentType = contentType };
    }

    private Task<InvokeResponse> InvokeAsync(GrpcApp app, string calleeId, InvokeRequest message, IPolicy policy, ServerCallContext call)
    {
        var metadata = call.RequestHeaders.Where(h => !h.IsBinary).Select(h => KeyValuePair.Create(h.Key, h.Value)).ToList();
        if (calleeId != context.AppId)
            metadata.AddRange([KeyValuePair.Create("dapr-caller-app-id", context.AppId), KeyValuePair.Create("dapr-callee-app-id", calleeId)]);
        metadata.RemoveAll(h => h.Key == "traceparent");
        var trace = TraceContext.Of(call);
        return policy.RunAsync(
            attempt =>
            {
                context.Report(SidecarEventKind.Invoked, calleeId, message.Method);
                return GrpcAppInvocation.InvokeAsync(app, message, metadata.Append(KeyValuePair.Create("traceparent", trace.Child())), call, attempt);
            },
            static _ => Verdict.Ok,
            call.CancellationToken);
    }

    private static StatusCode CodeOf(int status) => status switch
    {
        400 => StatusCode.Internal,
        401 => StatusCode.Unauthenticated,
        403 => StatusCode.PermissionDenied,
        404 => StatusCode.NotFound,
        408 => StatusCode.Cancelled,
        409 => StatusCode.AlreadyExists,
        429 => StatusCode.ResourceExhausted,
        501 => StatusCode.Unimplemented,
        503 => StatusCode.Unavailable,
        504 => StatusCode.DeadlineExceeded,
        _ => StatusCode.Unknown,
    };

    private static OutgoingCall Prepare(InvokeRequest message, InvocationTarget target, ServerCallContext call)
    {
        if (message.HttpExtension is not { Verb: not HTTPExtension.Types.Verb.None } extension)
            throw new InvocationException($"rpc error: code = Internal desc = error invoking app channel: rpc error: code = InvalidArgument desc = {(message.HttpExtension is null ? "missing HTTP extension field" : "invalid HTTP verb")}");
        var body = message.Data?.Value;
        var outgoing = new OutgoingCall
        {
            Verb = HttpMethod.Parse(extension.Verb.ToString().ToUpperInvariant()),
            Path = target.Path,
            Query = extension.Querystring.Length > 0 ? "?" + extension.Querystring : "",
            Content = () => body is { Length: > 0 } ? new ReadOnlyMemoryContent(body.Memory) : null,
        };
        outgoing.Add("dapr-authority", call.Host);
        if (call.GetHttpContext().Request.Headers["grpc-accept-encoding"].ToString() is { Length: > 0 } encodings)
            outgoing.Add("dapr-grpc-accept-encoding", encodings);
        foreach (var entry in call.RequestHeaders)
        {
            if (!entry.IsBinary && !entry.Key.StartsWith("grpc-", StringComparison.Ordinal) && entry.Key is not ("te" or "content-type" or "dapr-api-token"))
                outgoing.Add(entry.Key, entry.Value);
        }

        if (message.ContentType.Length > 0)
            outgoing.Add("content-type", message.ContentType);
        return outgoing;
    }

    private Task<Reply> RunAsync(InvocationTarget target, IInvocationRoute route, OutgoingCall outgoing, IPolicy policy, ServerCallContext call)
    {
        var trace = TraceContext.Of(call);
        var attempts = 0;
        return policy.RunAsync(AttemptAsync, static reply => reply.Status is >= 200 and < 300 ? Verdict.Ok : Verdict.Failed, call.CancellationToken);

        async Task<Reply> AttemptAsync(CancellationToken cancellationToken)
        {
            attempts++;
            if (context.IsWatched)
                context.Report(SidecarEventKind.Invoked, target.Id, $"{outgoing.Verb.Method} /{target.Path}");
            using var message = await route.SendAsync(outgoing, trace.Child(), attempts, cancellationToken);
            return await Reply.KeepAsync(message, cancellationToken);
        }
    }
}
