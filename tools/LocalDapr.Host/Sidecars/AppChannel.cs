using System.Net;
using System.Net.Sockets;

namespace LocalDapr.Sidecars;

/// <summary>Calls the application on loopback.</summary>
internal sealed class AppChannel : IAppChannel, IDisposable
{
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromMilliseconds(20);
    private readonly HttpMessageInvoker _client = new(CreateHandler());
    private readonly SemaphoreSlim? _limit;
    private readonly string? _token;
    private readonly Uri _address;
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stopping = new();
    private Task? _listening;

    /// <summary>Creates the channel; nothing is connected yet.</summary>
    /// <param name="port">Port of the application, or 0.</param>
    /// <param name="token">Token sent with every call, or null.</param>
    /// <param name="maxConcurrency">Calls at a time; 0 or less for no limit.</param>
    /// <param name="isGrpc">True when the application speaks gRPC.</param>
    public AppChannel(int port, string? token, int maxConcurrency, bool isGrpc)
    {
        Port = port;
        _token = token;
        _address = new Uri($"http://127.0.0.1:{port}");
        _limit = maxConcurrency > 0 ? new SemaphoreSlim(maxConcurrency) : null;
        Grpc = isGrpc && port > 0 ? new GrpcApp(_address, token, _limit) : null;
    }

    /// <inheritdoc />
    public bool HasApp => Port > 0;

    /// <inheritdoc />
    public int Port { get; }

    /// <inheritdoc />
    public GrpcApp? Grpc { get; }

    /// <summary>A handler for connections that Dapr would pool: no redirects, cookies, proxy or decompression.</summary>
    /// <returns>The handler.</returns>
    public static SocketsHttpHandler CreateHandler() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
        ResponseDrainTimeout = TimeSpan.Zero,
        PlaintextStreamFilter = static (connection, _) => ValueTask.FromResult<Stream>(new UnretriedStream(connection.PlaintextStream)),
        RequestHeaderEncodingSelector = static (_, _) => System.Text.Encoding.UTF8,
    };

    /// <inheritdoc />
    public Task WaitUntilListeningAsync(CancellationToken cancellationToken)
    {
        if (!HasApp)
            return Task.CompletedTask;
        lock (_lock)
            _listening ??= ProbeAsync(_stopping.Token);
        return _listening.WaitAsync(cancellationToken);
    }

    /// <inheritdoc />
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.RequestUri is not { IsAbsoluteUri: true })
            request.RequestUri = new Uri(_address.OriginalString + request.RequestUri?.OriginalString, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        if (_token is not null)
        {
            request.Headers.Remove("dapr-api-token");
            request.Headers.TryAddWithoutValidation("dapr-api-token", _token);
        }

        if (_limit is null)
            return await _client.SendAsync(request, cancellationToken);
        await _limit.WaitAsync(cancellationToken);
        try
        {
            return await _client.SendAsync(request, cancellationToken);
        }
        finally
        {
            _limit.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _stopping.Cancel();
        _client.Dispose();
        Grpc?.Dispose();
        _limit?.Dispose();
        _stopping.Dispose();
    }

    // Real time on purpose: whether a port listens does not depend on the host's clock.
    private async Task ProbeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, Port, cancellationToken);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(ProbeInterval, TimeProvider.System, cancellationToken);
            }
        }
    }
}
