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
internal abstract record GrpcMethod(string Name);

/// <summary>A unary gRPC method.</summary>
internal sealed record UnaryMethod<TRequest, TReply>(string Name, Func<TRequest, ServerCallContext, Task<TReply>> Handler) : GrpcMethod(Name)
    where TRequest : class, Google.Protobuf.IMessage<TRequest>, new()
    where TReply : class, Google.Protobuf.IMessage<TReply>, new();

/// <summary>A server-streaming gRPC method.</summary>
internal sealed record ServerStreamMethod<TRequest, TReply>(string Name, Func<TRequest, IServerStreamWriter<TReply>, ServerCallContext, Task> Handler) : GrpcMethod(Name)
    where TRequest : class, Google.Protobuf.IMessage<TRequest>, new()
    where TReply : class, Google.Protobuf.IMessage<TReply>, new();

/// <summary>A duplex-streaming gRPC method.</summary>
internal sealed record DuplexMethod<TRequest, TReply>(string Name, Func<IAsyncStreamReader<TRequest>, IServerStreamWriter<TReply>, ServerCallContext, Task> Handler) : GrpcMethod(Name)
    where TRequest : class, Google.Protobuf.IMessage<TRequest>, new()
    where TReply : class, Google.Protobuf.IMessage<TReply>, new();
