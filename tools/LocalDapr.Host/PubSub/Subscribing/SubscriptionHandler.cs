using LocalDapr.Faults;
using LocalDapr.PubSub.Publishing;
using LocalDapr.Sidecars;

namespace LocalDapr.PubSub.Subscribing;

/// <summary>Takes the events of one subscription from its component to the application.</summary>
internal sealed class SubscriptionHandler : IEventHandler
{
    private readonly SidecarContext _sidecar;
    private readonly Subscription _subscription;
    private readonly SingleDelivery _single;
    private readonly BulkDelivery _bulk;

    /// <summary>Creates the handler.</summary>
    /// <param name="sidecar">The sidecar.</param>
    /// <param name="subscription">The subscription.</param>
    /// <param name="target">Its component.</param>
    /// <param name="publisher">Publishes to the dead-letter topic.</param>
    /// <param name="stream">The stream of a streaming subscription; null for the application's own endpoint.</param>
    /// <exception cref="Cel.CelException">A routing rule is malformed.</exception>
    public SubscriptionHandler(SidecarContext sidecar, Subscription subscription, PubSubTarget target, Publisher publisher, IPostman? stream)
    {
        _sidecar = sidecar;
        _subscription = subscription;
        var logger = sidecar.Loggers.CreateLogger("LocalDapr.PubSub");
        var sorting = new Sorting(subscription, new Router(subscription.Rules), sidecar.Clock);
        var policy = sidecar.Resiliency.Inbound(subscription.PubSub);
        var deadLetters = new DeadLetters(sidecar, subscription, target, publisher, logger);
        var keeps = target.Component.KeepsWhileAppIsDown;
        var grpc = sidecar.App.Grpc is { } app ? new GrpcPostman(sidecar, app, subscription, sorting.Raw) : null;
        _single = new SingleDelivery(subscription, sorting, stream ?? (IPostman?)grpc ?? new HttpPostman(sidecar, subscription.PubSub), policy, deadLetters, keeps, logger);
        _bulk = new BulkDelivery(subscription, sorting, (IBulkPostman?)grpc ?? new HttpBulkPostman(sidecar, subscription, sorting.Raw), policy, deadLetters, keeps, logger);
    }

    /// <inheritdoc />
    public async Task<DeliveryResult> HandleAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        var result = await _single.DeliverAsync(delivery, cancellationToken);
        if (result == DeliveryResult.Acknowledged)
            Report(delivery);
        return result;
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<DeliveryResult>> HandleBulkAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken)
    {
        var results = await _bulk.DeliverAsync(deliveries, cancellationToken);
        for (var i = 0; i < results.Count; i++)
        {
            if (results[i] == DeliveryResult.Acknowledged)
                Report(deliveries[i]);
        }

        return results;
    }

    private void Report(Delivery delivery) =>
        _sidecar.Report(SidecarEventKind.Delivered, _subscription.PubSub, _subscription.Topic, delivery.Event.Data);
}
