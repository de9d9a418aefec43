using Dapr.Workflow.Protocol;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.Configuration;

namespace Dapr.Workflow.Client;

/// <summary>The connection to the sidecar, shared by worker and client.</summary>
internal sealed class SidecarChannel : IDisposable
{
    private const string DefaultPort = "50001";
    private readonly GrpcChannel _channel;
    private readonly Metadata _headers = [];

    /// <summary>Creates the channel; it connects at its first call.</summary>
    /// <param name="configuration">Source of <c>DAPR_GRPC_ENDPOINT</c>, <c>DAPR_GRPC_PORT</c> (default 50001) and <c>DAPR_API_TOKEN</c>; the environment where it is null or silent.</param>
    /// <param name="options">Settings of the channel, or null.</param>
    public SidecarChannel(IConfiguration? configuration, GrpcChannelOptions? options)
    {
        string? Setting(string name) => configuration?[name] is { Length: > 0 } value ? value : Environment.GetEnvironmentVariable(name) is { Length: > 0 } variable ? variable : null;
        var endpoint = Setting("DAPR_GRPC_ENDPOINT") ?? $"http://127.0.0.1:{Setting("DAPR_GRPC_PORT") ?? DefaultPort}";
        if (Setting("DAPR_API_TOKEN") is { } token)
            _headers.Add("dapr-api-token", token);
        _channel = GrpcChannel.ForAddress(endpoint, options ?? new GrpcChannelOptions
        {
            MaxReceiveMessageSize = null,
            MaxSendMessageSize = null,
            DisposeHttpClient = true,
            InitialReconnectBackoff = TimeSpan.FromMilliseconds(50),
            MaxReconnectBackoff = TimeSpan.FromSeconds(5),
            HttpHandler = new SocketsHttpHandler { EnableMultipleHttp2Connections = true, UseProxy = false, ActivityHeadersPropagator = null },
        });
        Client = new TaskHubSidecarService.TaskHubSidecarServiceClient(_channel);
    }

    /// <summary>The protocol's client.</summary>
    public TaskHubSidecarService.TaskHubSidecarServiceClient Client { get; }

    /// <summary>Options of a call.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The options, with the token.</returns>
    public CallOptions Call(CancellationToken cancellationToken) => new(_headers, cancellationToken: cancellationToken);

    /// <inheritdoc />
    public void Dispose() => _channel.Dispose();
}
