using Dapr.Client.Autogen.Grpc.v1;
using Google.Protobuf;
using Grpc.Core;
using LocalDapr.Sidecars;

namespace LocalDapr.Bindings;

/// <summary>The bindings API over gRPC.</summary>
internal sealed class BindingsGrpc(OutputBindings bindings)
{
    /// <summary>Maps the method.</summary>
    /// <param name="api">Where to map.</param>
    public void Map(SidecarApi api) => api.Unary<InvokeBindingRequest, InvokeBindingResponse>("InvokeBinding", InvokeAsync);

    private async Task<InvokeBindingResponse> InvokeAsync(InvokeBindingRequest request, ServerCallContext call)
    {
        var outcome = await bindings.InvokeAsync(
            request.Name,
            new BindingRequest(request.Operation, request.Data.Memory, Metadata(request, call)),
            TraceContext.Of(call),
            call.CancellationToken);
        await call.WriteResponseHeadersAsync(HeadersOf(outcome));
        if (outcome.Error is { } error)
            throw new RpcException(new Status(StatusCode.Internal, error));
        var response = new InvokeBindingResponse();
        if (outcome.Data is { } data)
            response.Data = ByteString.CopyFrom(data.Span);
        response.Metadata.Add(outcome.Metadata.ToDictionary(StringComparer.Ordinal));
        return response;
    }

    // Metadata of the call itself are metadata for the binding too, behind those of the request.
    private static Dictionary<string, string> Metadata(InvokeBindingRequest request, ServerCallContext call)
    {
        var metadata = request.Metadata.ToDictionary(StringComparer.Ordinal);
        metadata.TryAdd("dapr-authority", call.Host);
        metadata.TryAdd("content-type", "application/grpc");
        foreach (var header in call.RequestHeaders.Where(h => !h.IsBinary && h.Key is not ("te" or "content-type" or "dapr-api-token")))
            metadata.TryAdd(header.Key.StartsWith("grpc-", StringComparison.Ordinal) ? "dapr-" + header.Key : header.Key, header.Value);
        return metadata;
    }

    private static Grpc.Core.Metadata HeadersOf(BindingOutcome outcome)
    {
        var headers = new Grpc.Core.Metadata();
        foreach (var (name, value) in outcome.Metadata.Select(m => ("metadata." + m.Key.ToLowerInvariant(), m.Value)).Where(m => GrpcApp.CanBeMetadata(m.Item1, m.Value)))
            headers.Add(name, value);
        return headers;
    }
}
