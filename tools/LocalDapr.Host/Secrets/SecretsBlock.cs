using LocalDapr.Sidecars;

namespace LocalDapr.Secrets;

/// <summary>The secrets API of a sidecar.</summary>
internal sealed class SecretsBlock(SidecarContext context) : IBuildingBlock
{
    /// <inheritdoc />
    public void Map(SidecarApi api)
    {
        var reader = new SecretReader(context.Resources.SecretStores, context.Resources.Configuration.SecretScopes, context.Resiliency);
        new SecretsHttp(reader).Map(api);
        new SecretsGrpc(reader).Map(api);
    }

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc />
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
