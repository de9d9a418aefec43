using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Dapr.Client.Autogen.Grpc.v1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using LocalDapr.Sidecars;

namespace LocalDapr.Invocation;

/// <summary>Invokes an application that speaks gRPC, through its callback <c>OnInvoke</c>.</summary>
internal static class GrpcAppInvocation
{
    private static readonly HashSet<string> HttpOnly = new(StringComparer.OrdinalIgnoreCase)
    {
        "Accept", "Accept-Charset", "Accept-Language", "Accept-Ranges", "Cache-Control", "Content-Type", "Content-Length", "Cookie", "Date", "Expect", "From", "Host",
        "If-Match", "If-Modified-Since", "If-None-Match", "If-Schedule-Tag-Match", "If-Unmodified-Since", "Max-Forwards", "Origin", "Pragma", "Referer", "Via", "Warning",
    };

    /// <summary>Invokes on behalf of a caller that speaks HTTP.</summary>
    /// <param name="app">The application.</param>
    /// <param name="call">The call.</param>
    /// <param name="request">The call as an HTTP request, with every header.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The answer as HTTP.</returns>
    public static async Task<HttpResponseMessage> SendAsync(GrpcApp app, OutgoingCall call, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is { } content ? await content.ReadAsByteArrayAsync(cancellationToken) : [];
        var message = new InvokeRequest
        {
            Method = call.Path,
            ContentType = request.Content?.Headers.ContentType?.ToString() ?? "",
            Data = new Any { Value = UnsafeByteOperations.UnsafeWrap(body) },
            HttpExtension = new HTTPExtension { Verb = VerbOf(call.Verb), Querystring = call.Query.TrimStart('?') },
        };
        var headers = request.Headers.NonValidated.Concat(request.Content?.Headers.NonValidated ?? default)
            .Select(h => KeyValuePair.Create(HttpOnly.Contains(h.Key) ? "dapr-" + h.Key : h.Key, h.Value.ToString()));
        try
        {
            var (reply, sent, _) = await app.CallWithHeadersAsync<InvokeRequest, InvokeResponse>("OnInvoke", message, headers, cancellationToken);
            return Answer(reply, sent);
        }
        catch (RpcException e)
        {
            return Answer(e.Status);
        }
        catch (HttpRequestException e)
        {
            return Answer(new Status(StatusCode.Unavailable, e.Message));
        }
    }

    /// <summary>Invokes on behalf of a caller that speaks gRPC.</summary>
    /// <param name="app">The application.</param>
    /// <param name="message">The call.</param>
    /// <param name="metadata">Metadata of the call.</param>
    /// <param name="call">Gets the answer's metadata.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="RpcException">The application answered so, or cannot be reached.</exception>
    public static async Task<InvokeResponse> InvokeAsync(GrpcApp app, InvokeRequest message, IEnumerable<KeyValuePair<string, string>> metadata, ServerCallContext call, CancellationToken cancellationToken)
    {
        try
        {
            var (reply, headers, trailers) = await app.CallWithHeadersAsync<InvokeRequest, InvokeResponse>("OnInvoke", message, metadata, cancellationToken);
            var shown = new Grpc.Core.Metadata();
            foreach (var header in headers.Where(h => h.Key is not ("content-type" or "date" or "server") && !h.Key.StartsWith("grpc-", StringComparison.Ordinal)))
                shown.Add(header);
            await call.WriteResponseHeadersAsync(shown);
            foreach (var trailer in trailers)
                call.ResponseTrailers.Add(trailer);
            return reply;
        }
        catch (HttpRequestException e)
        {
            throw new RpcException(new Status(StatusCode.Unavailable, e.Message));
        }
    }

    private static HTTPExtension.Types.Verb VerbOf(HttpMethod verb) =>
        System.Enum.TryParse<HTTPExtension.Types.Verb>(verb.Method, ignoreCase: true, out var known) ? known : HTTPExtension.Types.Verb.None;

    private static GrpcReply Answer(InvokeResponse reply, Grpc.Core.Metadata headers)
    {
        var answer = new GrpcReply { StatusCode = HttpStatusCode.OK, Content = new ReadOnlyMemoryContent(reply.Data?.Value.Memory ?? default) };
        var type = reply.ContentType.Length > 0 ? reply.ContentType : reply.Data?.TypeUrl.Length > 0 ? "application/x-protobuf" : "";
        if (type.Length > 0)
            answer.Content.Headers.TryAddWithoutValidation("content-type", type);
        foreach (var header in headers.Where(h => !h.IsBinary && h.Key is not ("content-type" or "content-length")))
            answer.Headers.TryAddWithoutValidation(header.Key.StartsWith("grpc-", StringComparison.Ordinal) ? "dapr-" + header.Key : header.Key, header.Value);
        return answer;
    }

    private static GrpcReply Answer(Status status)
    {
        var body = new JsonObject { ["code"] = (int)status.StatusCode, ["message"] = status.Detail, ["details"] = new JsonArray() };
        return new GrpcReply { StatusCode = (HttpStatusCode)HttpStatusOf(status.StatusCode), Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body.ToJsonString())) };
    }

    private static int HttpStatusOf(StatusCode code) => code switch
    {
        StatusCode.OK => 200,
        StatusCode.Cancelled => 408,
        StatusCode.InvalidArgument or StatusCode.FailedPrecondition or StatusCode.OutOfRange => 400,
        StatusCode.DeadlineExceeded => 504,
        StatusCode.NotFound => 404,
        StatusCode.AlreadyExists or StatusCode.Aborted => 409,
        StatusCode.PermissionDenied => 403,
        StatusCode.Unauthenticated => 401,
        StatusCode.ResourceExhausted => 429,
        StatusCode.Unimplemented => 501,
        StatusCode.Unavailable => 503,
        _ => 500,
    };
}

/// <summary>What an application that speaks gRPC answered, as HTTP. Whatever it is, no policy tries it again.</summary>
internal sealed class GrpcReply : HttpResponseMessage;
