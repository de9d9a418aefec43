using System.Net;
using LocalDapr.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Grpc.AspNetCore.Server.Model;

namespace LocalDapr.Sidecars;

/// <summary>The two endpoints of a sidecar, on loopback: HTTP/1.1 and gRPC without TLS.</summary>
internal sealed class SidecarServer : IAsyncDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(300);
    private readonly WebApplication _app;

    private SidecarServer(WebApplication app, int httpPort, int grpcPort)
    {
        _app = app;
        HttpPort = httpPort;
        GrpcPort = grpcPort;
    }

    /// <summary>Port of the HTTP endpoint.</summary>
    public int HttpPort { get; }

    /// <summary>Port of the gRPC endpoint.</summary>
    public int GrpcPort { get; }

    /// <summary>Starts to listen.</summary>
    /// <param name="context">The sidecar.</param>
    /// <param name="api">Its API.</param>
    /// <param name="fallback">Takes HTTP requests without route.</param>
    /// <param name="grpcFallback">Takes gRPC calls that no method serves.</param>
    /// <param name="httpPort">HTTP port; 0 for any free one.</param>
    /// <param name="grpcPort">gRPC port; 0 for any free one.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <returns>The running server.</returns>
    /// <exception cref="LocalDaprException">A port is taken.</exception>
    public static async Task<SidecarServer> StartAsync(SidecarContext context, SidecarApi api, RequestDelegate fallback, RequestDelegate grpcFallback, int httpPort, int grpcPort, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseSockets(Configure).ConfigureKestrel(options => Configure(options, httpPort, grpcPort));
        builder.Services.AddSingleton(context.Loggers);
        builder.Services.AddSingleton<IHostLifetime, HostedLifetime>();
        builder.Services.AddRoutingCore();
        builder.Services.AddGrpc(options =>
        {
            options.MaxReceiveMessageSize = context.MaxBodyBytes;
            options.MaxSendMessageSize = null;
            options.EnableDetailedErrors = true;
            options.IgnoreUnknownServices = true;
        });
        builder.Services.AddSingleton(new GrpcApi(api.GrpcMethods));
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IServiceMethodProvider<GrpcApi>, GrpcMethods>());
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = Grace);
        var app = builder.Build();
        var http = new HttpApi(context, new RouteTable(api.HttpRoutes), fallback);
        app.Use(next => call => call.Request.Protocol != HttpProtocol.Http2 ? http.HandleAsync(call) : GrpcApi.MayEnter(context.Tokens.Api, call) ? next(call) : Task.CompletedTask);
        app.UseRouting();
        app.MapGrpcService<GrpcApi>();
        app.MapFallback(grpcFallback);
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            await app.DisposeAsync();
            throw new LocalDaprException($"App '{context.AppId}': port {TakenPort(e, httpPort, grpcPort)} is taken by another process.", e);
        }

        var ports = app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Select(address => new Uri(address).Port).ToArray();
        return new SidecarServer(app, ports[0], ports[1]);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(Grace);
        await _app.StopAsync(limit.Token);
        await _app.DisposeAsync();
    }

    // Nothing here blocks a thread: a request may run on the thread that read it. Connections are few, so each may hold a buffer while it waits.
    private static void Configure(SocketTransportOptions options) => (options.UnsafePreferInlineScheduling, options.WaitForDataBeforeAllocatingBuffer) = (true, false);

    private static void Configure(KestrelServerOptions options, int httpPort, int grpcPort)
    {
        options.AddServerHeader = false;
        options.AllowSynchronousIO = false;
        options.Limits.MaxRequestBodySize = null;
        options.Limits.MinRequestBodyDataRate = null;
        options.Limits.MinResponseDataRate = null;
        options.Limits.MaxRequestHeadersTotalSize = 64 * 1024;
        options.Listen(IPAddress.Loopback, httpPort, listen => listen.Protocols = HttpProtocols.Http1);
        options.Listen(IPAddress.Loopback, grpcPort, listen => listen.Protocols = HttpProtocols.Http2);
    }

    private static string TakenPort(IOException e, int httpPort, int grpcPort) =>
        e.Message.Contains($":{httpPort}", StringComparison.Ordinal) ? $"{httpPort} (HTTP)"
        : e.Message.Contains($":{grpcPort}", StringComparison.Ordinal) ? $"{grpcPort} (gRPC)"
        : $"{httpPort} (HTTP) or {grpcPort} (gRPC)";
}
