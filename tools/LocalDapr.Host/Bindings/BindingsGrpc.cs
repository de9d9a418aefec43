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
            new BindingRequest(request.Operation, request.Data.Memory, request.Metadata.ToDictionary(StringComparer.Ordinal)),
            TraceContext.Of(call),
            call.CancellationToken);
        if (outcome.Error is { } error)
            throw new RpcException(new Status(StatusCode.Internal, error));
        var response = new InvokeBindingResponse();
        if (outcome.Data is { } data)
            response.Data = ByteString.CopyFrom(data.Span);
        response.Metadata.Add(outcome.Metadata.ToDictionary(StringComparer.Ordinal));
        return response;
    }
}
