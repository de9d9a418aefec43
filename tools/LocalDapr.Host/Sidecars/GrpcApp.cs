using System.Net;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using GrpcMetadata = Grpc.Core.Metadata;

namespace LocalDapr.Sidecars;

/// <summary>Calls an application that speaks gRPC: its callbacks, and its own services byte by byte.</summary>
internal sealed class GrpcApp : IDisposable
{
    private const string Callbacks = "dapr.proto.runtime.v1.AppCallback";
    private const string TokenHeader = "dapr-api-token";
    private readonly HttpMessageInvoker _http = new(AppChannel.CreateHandler());
    private readonly SemaphoreSlim? _limit;
    private readonly GrpcChannel _channel;
    private readonly CallInvoker _calls;
    private readonly string? _token;
    private readonly Uri _address;

    /// <summary>Creates the client; nothing is connected yet.</summary>
    /// <param name="address">Address of the application.</param>
    /// <param name="token">Token sent with every call, or null.</param>
    /// <param name="limit">Calls at a time, or null for no limit.</param>
    public GrpcApp(Uri address, string? token, SemaphoreSlim? limit)
    {
        _address = address;
        _token = token;
        _limit = limit;
        _channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions { HttpHandler = AppChannel.CreateHandler(), DisposeHttpClient = true, MaxReceiveMessageSize = null, MaxSendMessageSize = null });
        _calls = _channel.CreateCallInvoker();
    }

    /// <summary>Calls a callback.</summary>
    /// <typeparam name="TRequest">Request message.</typeparam>
    /// <typeparam name="TReply">Reply message.</typeparam>
    /// <param name="method">Method of <c>AppCallback</c>, or <c>package.Service/Method</c>.</param>
    /// <param name="request">The request.</param>
    /// <param name="metadata">Metadata; what cannot be metadata is left out.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The reply.</returns>
    /// <exception cref="RpcException">The application answered so.</exception>
    /// <exception cref="HttpRequestException">The application cannot be reached.</exception>
    public async Task<TReply> CallAsync<TRequest, TReply>(string method, TRequest request, IEnumerable<KeyValuePair<string, string>> metadata, CancellationToken cancellationToken)
        where TRequest : class, IMessage<TRequest>, new()
        where TReply : class, IMessage<TReply>, new()
    {
        var (reply, _, _) = await CallWithHeadersAsync<TRequest, TReply>(method, request, metadata, cancellationToken);
        return reply;
    }

    /// <summary>Calls a callback that has an older form.</summary>
    /// <typeparam name="TRequest">Request message.</typeparam>
    /// <typeparam name="TReply">Reply message.</typeparam>
    /// <param name="method">Method of <c>AppCallback</c>; <c>{method}Alpha1</c> of <c>AppCallbackAlpha</c> is called where the application does not have it.</param>
    /// <param name="request">The request.</param>
    /// <param name="metadata">Metadata; what cannot be metadata is left out.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The reply.</returns>
    /// <exception cref="RpcException">The application answered so.</exception>
    /// <exception cref="HttpRequestException">The application cannot be reached.</exception>
    public async Task<TReply> CallEitherAsync<TRequest, TReply>(string method, TRequest request, IReadOnlyCollection<KeyValuePair<string, string>> metadata, CancellationToken cancellationToken)
        where TRequest : class, IMessage<TRequest>, new()
        where TReply : class, IMessage<TReply>, new()
    {
        try
        {
            return await CallAsync<TRequest, TReply>(method, request, metadata, cancellationToken);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.Unimplemented)
        {
            return await CallAsync<TRequest, TReply>($"{Callbacks}Alpha/{method}Alpha1", request, metadata, cancellationToken);
        }
    }

    /// <summary>Calls a callback and shows its metadata too.</summary>
    /// <typeparam name="TRequest">Request message.</typeparam>
    /// <typeparam name="TReply">Reply message.</typeparam>
    /// <param name="method">Method of <c>AppCallback</c>, or <c>package.Service/Method</c>.</param>
    /// <param name="request">The request.</param>
    /// <param name="metadata">Metadata; what cannot be metadata is left out.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The reply, its headers and its trailers.</returns>
    /// <exception cref="RpcException">The application answered so.</exception>
    /// <exception cref="HttpRequestException">The application cannot be reached.</exception>
    public async Task<(TReply Reply, GrpcMetadata Headers, GrpcMetadata Trailers)> CallWithHeadersAsync<TRequest, TReply>(string method, TRequest request, IEnumerable<KeyValuePair<string, string>> metadata, CancellationToken cancellationToken)
        where TRequest : class, IMessage<TRequest>, new()
        where TReply : class, IMessage<TReply>, new()
    {
        var slash = method.IndexOf('/', StringComparison.Ordinal);
        var (service, name) = slash < 0 ? (Callbacks, method) : (method[..slash], method[(slash + 1)..]);
        var description = new Method<TRequest, TReply>(MethodType.Unary, service, name, GrpcMethods.Marshaller<TRequest>(), GrpcMethods.Marshaller<TReply>());
        return await LimitedAsync(async () =>
        {
            using var call = _calls.AsyncUnaryCall(description, null, new CallOptions(Headers(metadata), cancellationToken: cancellationToken), request);
            try
            {
                return (await call, await call.ResponseHeadersAsync, call.GetTrailers());
            }
            catch (RpcException e) when (e.Status.DebugException is HttpRequestException unreachable)
            {
                throw new HttpRequestException(unreachable.HttpRequestError, unreachable.Message, unreachable);
            }
            catch (RpcException e) when (cancellationToken.IsCancellationRequested)
            {
                throw new OperationCanceledException(e.Message, e, cancellationToken);
            }
        }, cancellationToken);
    }

    /// <summary>Sends a call of any service as it is; the answer is there when its headers are.</summary>
    /// <param name="request">The call; its URI is relative.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="HttpRequestException">The application cannot be reached.</exception>
    public Task<HttpResponseMessage> ForwardAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.RequestUri = new Uri(_address, request.RequestUri!);
        request.Version = HttpVersion.Version20;
        request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
        request.Headers.Remove(TokenHeader);
        if (_token is not null)
            request.Headers.TryAddWithoutValidation(TokenHeader, _token);
        return LimitedAsync(() => _http.SendAsync(request, cancellationToken), cancellationToken);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _channel.Dispose();
        _http.Dispose();
    }

    /// <summary>Whether something can be metadata of a gRPC call or answer.</summary>
    /// <param name="name">Name in small letters.</param>
    /// <param name="value">Value.</param>
    /// <returns>True or false.</returns>
    public static bool CanBeMetadata(string name, string value) =>
        name.Length > 0 && value.All(c => c is >= ' ' and <= '~') && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_' or '.')
        && !name.StartsWith("grpc-", StringComparison.Ordinal) && !name.EndsWith("-bin", StringComparison.Ordinal)
        && name is not ("content-type" or "content-length" or "te" or "host" or "connection" or "transfer-encoding" or TokenHeader);

    private GrpcMetadata Headers(IEnumerable<KeyValuePair<string, string>> metadata)
    {
        var headers = new GrpcMetadata();
        foreach (var (given, value) in metadata)
        {
            var name = given.ToLowerInvariant();
            if (CanBeMetadata(name, value))
                headers.Add(name, value);
        }

        if (_token is not null)
            headers.Add(TokenHeader, _token);
        return headers;
    }

    private async Task<T> LimitedAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken)
    {
        if (_limit is null)
            return await call();
        await _limit.WaitAsync(cancellationToken);
        try
        {
            return await call();
        }
        finally
        {
            _limit.Release();
        }
    }
}
