using Grpc.AspNetCore.Server.Model;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace LocalDapr.Sidecars;

/// <summary>Handler of an HTTP route. Route values are decoded once; <c>{*rest}</c> takes the remaining path.</summary>
internal delegate Task HttpRouteHandler(HttpContext context, IReadOnlyDictionary<string, string> values);

/// <summary>Collects the API of a sidecar. Whatever no block maps falls through to service invocation over HTTP and to UNKNOWN over gRPC, as Dapr does.</summary>
internal sealed class SidecarApi
{
    /// <summary>HTTP routes in order of registration; literal segments win over parameters.</summary>
    public List<HttpRoute> HttpRoutes { get; } = [];

    /// <summary>gRPC methods, all of service <c>dapr.proto.runtime.v1.Dapr</c> unless a full service name was given.</summary>
    public List<GrpcMethod> GrpcMethods { get; } = [];

    /// <summary>Maps an HTTP route.</summary>
    /// <param name="verbs">Comma-separated verbs, for example <c>POST,PUT</c>.</param>
    /// <param name="pattern">Path without leading slash, for example <c>v1.0/state/{store}/{key}</c>; a last <c>{*rest}</c> takes the rest.</param>
    /// <param name="handler">The handler.</param>
    public void Http(string verbs, string pattern, HttpRouteHandler handler) =>
        HttpRoutes.Add(new HttpRoute(verbs.Split(','), pattern, handler));

    /// <summary>Maps a unary gRPC method; the message types are those of <c>Dapr.Protos</c>.</summary>
    /// <typeparam name="TRequest">Request message.</typeparam>
    /// <typeparam name="TReply">Reply message.</typeparam>
    /// <param name="name">Method name, for example <c>GetState</c>; or <c>package.Service/Method</c> for another service.</param>
    /// <param name="handler">The handler; an <see cref="RpcException"/> is answered as it is.</param>
    public void Unary<TRequest, TReply>(string name, Func<TRequest, ServerCallContext, Task<TReply>> handler)
        where TRequest : class, Google.Protobuf.IMessage<TRequest>, new()
        where TReply : class, Google.Protobuf.IMessage<TReply>, new() =>
        GrpcMethods.Add(new UnaryMethod<TRequest, TReply>(name, handler));

    /// <summary>Maps a server-streaming gRPC method.</summary>
    /// <typeparam name="TRequest">Request message.</typeparam>
    /// <typeparam name="TReply">Reply message.</typeparam>
    /// <param name="name">As for <see cref="Unary{TRequest,TReply}"/>.</param>
    /// <param name="handler">The handler.</param>
    public void ServerStream<TRequest, TReply>(string name, Func<TRequest, IServerStreamWriter<TReply>, ServerCallContext, Task> handler)
        where TRequest : class, Google.Protobuf.IMessage<TRequest>, new()
        where TReply : class, Google.Protobuf.IMessage<TReply>, new() =>
        GrpcMethods.Add(new ServerStreamMethod<TRequest, TReply>(name, handler));

    /// <summary>Maps a duplex-streaming gRPC method.</summary>
    /// <typeparam name="TRequest">Request message.</typeparam>
    /// <typeparam name="TReply">Reply message.</typeparam>
    /// <param name="name">As for <see cref="Unary{TRequest,TReply}"/>.</param>
    /// <param name="handler">The handler.</param>
    public void Duplex<TRequest, TReply>(string name, Func<IAsyncStreamReader<TRequest>, IServerStreamWriter<TReply>, ServerCallContext, Task> handler)
        where TRequest : class, Google.Protobuf.IMessage<TRequest>, new()
        where TReply : class, Google.Protobuf.IMessage<TReply>, new() =>
        GrpcMethods.Add(new DuplexMethod<TRequest, TReply>(name, handler));
}

/// <summary>An HTTP route.</summary>
internal sealed record HttpRoute(IReadOnlyList<string> Verbs, string Pattern, HttpRouteHandler Handler);

/// <summary>A gRPC method.</summary>
/// <param name="Name">Method of the Dapr service, or <c>package.Service/Method</c>.</param>
internal abstract record GrpcMethod(string Name)
{
    /// <summary>Full name of Dapr's service.</summary>
    public const string DaprService = "dapr.proto.runtime.v1.Dapr";

    /// <summary>Binds the method to the server.</summary>
    /// <param name="context">The server's side.</param>
    public abstract void Bind(ServiceMethodProviderContext<GrpcApi> context);

    /// <summary>Describes the method.</summary>
    /// <typeparam name="TRequest">Request message.</typeparam>
    /// <typeparam name="TReply">Reply message.</typeparam>
    /// <param name="type">Unary or streaming.</param>
    /// <returns>The description.</returns>
    protected Method<TRequest, TReply> Describe<TRequest, TReply>(MethodType type)
        where TRequest : class, Google.Protobuf.IMessage<TRequest>, new()
        where TReply : class, Google.Protobuf.IMessage<TReply>, new()
    {
        var slash = Name.LastIndexOf('/');
        var service = slash < 0 ? DaprService : Name[..slash];
        return new Method<TRequest, TReply>(type, service, Name[(slash + 1)..], GrpcMethods.Marshaller<TRequest>(), GrpcMethods.Marshaller<TReply>());
    }
}

/// <summary>A unary gRPC method.</summary>
internal sealed record UnaryMethod<TRequest, TReply>(string Name, Func<TRequest, ServerCallContext, Task<TReply>> Handler) : GrpcMethod(Name)
    where TRequest : class, Google.Protobuf.IMessage<TRequest>, new()
    where TReply : class, Google.Protobuf.IMessage<TReply>, new()
{
    /// <inheritdoc />
    public override void Bind(ServiceMethodProviderContext<GrpcApi> context) =>
        context.AddUnaryMethod(Describe<TRequest, TReply>(MethodType.Unary), [], (_, request, call) => Handler(request, call));
}

/// <summary>A server-streaming gRPC method.</summary>
internal sealed record ServerStreamMethod<TRequest, TReply>(string Name, Func<TRequest, IServerStreamWriter<TReply>, ServerCallContext, Task> Handler) : GrpcMethod(Name)
    where TRequest : class, Google.Protobuf.IMessage<TRequest>, new()
    where TReply : class, Google.Protobuf.IMessage<TReply>, new()
{
    /// <inheritdoc />
    public override void Bind(ServiceMethodProviderContext<GrpcApi> context) =>
        context.AddServerStreamingMethod(Describe<TRequest, TReply>(MethodType.ServerStreaming), [], (_, request, replies, call) => Handler(request, replies, call));
}

/// <summary>A duplex-streaming gRPC method.</summary>
internal sealed record DuplexMethod<TRequest, TReply>(string Name, Func<IAsyncStreamReader<TRequest>, IServerStreamWriter<TReply>, ServerCallContext, Task> Handler) : GrpcMethod(Name)
    where TRequest : class, Google.Protobuf.IMessage<TRequest>, new()
    where TReply : class, Google.Protobuf.IMessage<TReply>, new()
{
    /// <inheritdoc />
    public override void Bind(ServiceMethodProviderContext<GrpcApi> context) =>
        context.AddDuplexStreamingMethod(Describe<TRequest, TReply>(MethodType.DuplexStreaming), [], (_, requests, replies, call) => Handler(requests, replies, call));
}
