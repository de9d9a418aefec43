using LocalDapr.PubSub.Publishing;
using LocalDapr.PubSub.Subscribing;
using LocalDapr.Sidecars;

namespace LocalDapr.PubSub;

/// <summary>Pub/sub of one sidecar.</summary>
internal sealed class PubSubBlock : IBuildingBlock
{
    private readonly SidecarContext _sidecar;
    private readonly Dictionary<string, PubSubTarget> _targets;
    private readonly Publisher _publisher;
    private readonly Subscriptions _subscriptions;

    /// <summary>Creates the components.</summary>
    /// <param name="sidecar">The sidecar.</param>
    public PubSubBlock(SidecarContext sidecar)
    {
        _sidecar = sidecar;
        _targets = sidecar.Resources.OfKind("pubsub.").Select(c => PubSubComponents.Create(sidecar, c)).ToDictionary(t => t.Name, StringComparer.Ordinal);
        _publisher = new Publisher(sidecar, _targets);
        _subscriptions = new Subscriptions(sidecar, _targets, _publisher);
    }

    /// <inheritdoc />
    public void Map(SidecarApi api)
    {
        new PublishHttp(_sidecar, _publisher).Map(api);
        new BulkPublishHttp(_sidecar, _publisher).Map(api);
        new PublishGrpc(_sidecar, _publisher).Map(api);
        new StreamSubscriptions(_sidecar, _targets, _publisher, _subscriptions).Map(api);
    }

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken) => _subscriptions.StartAsync();

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _subscriptions.DisposeAsync();
        foreach (var target in _targets.Values)
            await target.Component.DisposeAsync();
    }
}
