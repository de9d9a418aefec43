namespace LocalDapr.Sidecars;

/// <summary>One building block of one sidecar: it maps its API and lives with the sidecar. A block is a folder of its own and is listed in <c>SidecarBlocks</c>.</summary>
internal interface IBuildingBlock : IAsyncDisposable
{
    /// <summary>Maps HTTP routes and gRPC methods; called once, before the sidecar listens.</summary>
    /// <param name="api">Where to map.</param>
    void Map(SidecarApi api);

    /// <summary>Starts what the block does by itself (subscriptions, jobs, reminders). The sidecar listens already; the application's answers to <c>/dapr/config</c> and <c>/dapr/subscribe</c> are not waited for before this is called.</summary>
    /// <param name="cancellationToken">Cancelled when the sidecar stops while starting.</param>
    Task StartAsync(CancellationToken cancellationToken);
}
