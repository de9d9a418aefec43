using LocalDapr.Faults;
using LocalDapr.Metadata;
using LocalDapr.Resiliency;
using LocalDapr.Resources;
using Microsoft.Extensions.Logging;

namespace LocalDapr.Sidecars;

/// <summary>What a building block knows of its sidecar.</summary>
/// <param name="AppId">App id of the sidecar.</param>
/// <param name="Resources">Components, subscriptions, endpoints, policies and configuration this app may use (scopes applied, secrets resolved).</param>
/// <param name="App">Channel to the application.</param>
/// <param name="Resiliency">Policies by target.</param>
/// <param name="Clock">The only clock; in tests it can be moved.</param>
/// <param name="Loggers">Log factory; categories are <c>LocalDapr.{Block}</c>.</param>
/// <param name="Mesh">What the sidecars of one host share.</param>
/// <param name="MaxBodyBytes">Largest body accepted; default 4 MiB.</param>
/// <param name="Tokens">API tokens.</param>
internal sealed record SidecarContext(
    string AppId,
    ResourceSet Resources,
    IAppChannel App,
    IResiliency Resiliency,
    TimeProvider Clock,
    ILoggerFactory Loggers,
    Mesh Mesh,
    int MaxBodyBytes,
    SidecarTokens Tokens)
{
    /// <summary>What the sidecar's metadata shows; blocks contribute to it.</summary>
    public SidecarMetadata Metadata { get; init; } = new();

    /// <summary>Asks the host to stop, for the shutdown API.</summary>
    public Action RequestStop { get; init; } = () => { };

    /// <summary>True while somebody watches what the sidecars do; saves making texts for nobody.</summary>
    public bool IsWatched => Mesh.Events.IsWatched;

    /// <summary>Tells whoever watches what the sidecar did.</summary>
    /// <param name="kind">What.</param>
    /// <param name="target">To what.</param>
    /// <param name="detail">More.</param>
    /// <param name="payload">The body where it is at hand.</param>
    public void Report(SidecarEventKind kind, string target, string detail, ReadOnlyMemory<byte> payload = default)
    {
        if (IsWatched)
            Mesh.Events.Report(new SidecarEvent(Clock.GetUtcNow(), AppId, kind, target, detail, payload));
    }

    /// <summary>Port of the gRPC endpoint; 0 before the sidecar listens.</summary>
    public int GrpcPort { get; set; }
}

/// <summary>API tokens of a sidecar.</summary>
/// <param name="Api">Token that callers of the sidecar must send (<c>DAPR_API_TOKEN</c>), or null.</param>
/// <param name="App">Token that the sidecar sends to the application (<c>APP_API_TOKEN</c>), or null.</param>
internal sealed record SidecarTokens(string? Api, string? App);
