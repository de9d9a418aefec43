using LocalDapr.Invocation;
using LocalDapr.Resiliency;
using LocalDapr.Resources;
using LocalDapr.Sidecars;
using Microsoft.Extensions.Logging;

namespace LocalDapr.Hosting;

/// <summary>One running sidecar: its blocks and its server.</summary>
internal sealed partial class Sidecar : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly SidecarContext _context;
    private readonly AppChannel _channel;
    private readonly IReadOnlyList<IBuildingBlock> _blocks;
    private readonly ILogger _log;
    private SidecarServer? _server;

    private Sidecar(SidecarContext context, AppChannel channel)
    {
        _context = context;
        _channel = channel;
        _log = context.Loggers.CreateLogger("LocalDapr.Sidecar");
        _blocks = SidecarBlocks.Create(context);
    }

    /// <summary>Port of the HTTP endpoint.</summary>
    public int HttpPort => _server?.HttpPort ?? 0;

    /// <summary>Port of the gRPC endpoint.</summary>
    public int GrpcPort => _server?.GrpcPort ?? 0;

    /// <summary>Starts a sidecar: it listens, is known to the others, and its blocks run.</summary>
    /// <param name="app">Its application.</param>
    /// <param name="resources">Its resources.</param>
    /// <param name="loggers">Log factory.</param>
    /// <param name="mesh">The host's shared part.</param>
    /// <param name="requestStop">Asked for by the shutdown API.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <returns>The sidecar.</returns>
    public static async Task<Sidecar> StartAsync(LocalDaprApp app, ResourceSet resources, ILoggerFactory loggers, Mesh mesh, Action requestStop, CancellationToken cancellationToken)
    {
        var channel = new AppChannel(app.AppPort, app.AppToken, app.MaxConcurrency, app.AppProtocol == "grpc");
        var context = new SidecarContext(
            app.AppId,
            resources,
            channel,
            new ResiliencyEngine(resources, mesh.Clock, mesh.Faults),
            mesh.Clock,
            loggers,
            mesh,
            app.MaxBodyBytes,
            new SidecarTokens(app.ApiToken, app.AppToken))
        { RequestStop = requestStop };
        var sidecar = new Sidecar(context, channel);
        try
        {
            await sidecar.StartAsync(app, cancellationToken);
            return sidecar;
        }
        catch
        {
            await sidecar.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _context.Mesh.Sidecars.TryRemove(KeyValuePair.Create(_context.AppId, _context));
        foreach (var block in _blocks.Reverse())
            await StopBlockAsync(block);
        if (_server is not null)
            await _server.DisposeAsync();
        _channel.Dispose();
        _stopping.Dispose();
    }

    private async Task StartAsync(LocalDaprApp app, CancellationToken cancellationToken)
    {
        var api = new SidecarApi();
        foreach (var block in _blocks)
            block.Map(api);
        var invocation = _blocks.OfType<InvocationBlock>().Single();
        _server = await SidecarServer.StartAsync(_context, api, invocation.HandleAsync, invocation.ProxyAsync, app.HttpPort, app.GrpcPort, cancellationToken);
        _context.GrpcPort = _server.GrpcPort;
        _context.Mesh.Sidecars[app.AppId] = _context;
        using var starting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopping.Token);
        foreach (var block in _blocks)
            await block.StartAsync(starting.Token);
        LogStarted(app.AppId, _server.HttpPort, _server.GrpcPort);
    }

    private async Task StopBlockAsync(IBuildingBlock block)
    {
        try
        {
            await block.DisposeAsync();
        }
        catch (Exception e)
        {
            LogStopFailed(e, _context.AppId, block.GetType().Name);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Sidecar of {AppId} listens: HTTP {HttpPort}, gRPC {GrpcPort}")]
    private partial void LogStarted(string appId, int httpPort, int grpcPort);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Sidecar of {AppId}: {Block} did not stop cleanly")]
    private partial void LogStopFailed(Exception e, string appId, string block);
}
