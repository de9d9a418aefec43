namespace LocalDapr.Hosting;

/// <summary>An app of a host and the addresses of its sidecar.</summary>
public sealed class LocalDaprSidecar
{
    internal LocalDaprSidecar(LocalDaprApp app) => App = app;

    /// <summary>App id.</summary>
    public string AppId => App.AppId;

    /// <summary>Address of the HTTP endpoint, for <c>DAPR_HTTP_ENDPOINT</c>.</summary>
    public Uri HttpEndpoint { get; private set; } = new("http://127.0.0.1:0");

    /// <summary>Address of the gRPC endpoint, for <c>DAPR_GRPC_ENDPOINT</c>.</summary>
    public Uri GrpcEndpoint { get; private set; } = new("http://127.0.0.1:0");

    /// <summary>True between start and stop.</summary>
    public bool IsRunning => Running is not null;

    internal LocalDaprApp App { get; }

    internal Sidecar? Running { get; set; }

    // A sidecar that starts again has the ports it had, as callers know them.
    internal void Keep(int httpPort, int grpcPort)
    {
        App.HttpPort = httpPort;
        App.GrpcPort = grpcPort;
        HttpEndpoint = new Uri($"http://127.0.0.1:{httpPort}");
        GrpcEndpoint = new Uri($"http://127.0.0.1:{grpcPort}");
    }
}
