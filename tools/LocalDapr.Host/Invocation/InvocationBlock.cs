using Dapr.Client.Autogen.Grpc.v1;
using LocalDapr.Sidecars;
using Microsoft.AspNetCore.Http;

namespace LocalDapr.Invocation;

/// <summary>Service invocation. Over HTTP it has no route of its own: it takes whatever no other block maps.</summary>
internal sealed class InvocationBlock : IBuildingBlock
{
    private readonly InvocationRoutes _routes;
    private readonly HttpInvocation _http;
    private readonly GrpcInvocation _grpc;
    private readonly GrpcProxy _proxy;

    /// <summary>Creates the block.</summary>
    /// <param name="context">The sidecar.</param>
    public InvocationBlock(SidecarContext context)
    {
        _routes = new InvocationRoutes(context);
        _http = new HttpInvocation(context, _routes);
        _grpc = new GrpcInvocation(context, _routes);
        _proxy = new GrpcProxy(context);
    }

    /// <inheritdoc />
    public void Map(SidecarApi api) => api.Unary<InvokeServiceRequest, InvokeResponse>("InvokeService", _grpc.InvokeAsync);

    /// <summary>Takes a request that is no route.</summary>
    /// <param name="http">The request.</param>
    public Task HandleAsync(HttpContext http) => _http.HandleAsync(http);

    /// <summary>Takes a gRPC call that no method serves.</summary>
    /// <param name="http">The call.</param>
    public Task ProxyAsync(HttpContext http) => _proxy.HandleAsync(http);

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        _routes.Dispose();
        return ValueTask.CompletedTask;
    }
}
