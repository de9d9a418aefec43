using LocalDapr.PubSub.Publishing;
using LocalDapr.Sidecars;
using Microsoft.Extensions.Logging;

namespace LocalDapr.PubSub.Subscribing;

/// <summary>Moves events that cannot be delivered to the dead-letter topic of a subscription, unchanged.</summary>
/// <param name="sidecar">The sidecar.</param>
/// <param name="subscription">The subscription.</param>
/// <param name="target">Its component.</param>
/// <param name="publisher">Publishes.</param>
/// <param name="logger">Log.</param>
internal sealed class DeadLetters(SidecarContext sidecar, Subscription subscription, PubSubTarget target, Publisher publisher, ILogger logger)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>True when the subscription names a dead-letter topic.</summary>
    public bool Configured => subscription.DeadLetterTopic is not null;

    /// <summary>Moves an event.</summary>
    /// <param name="arrived">The event as it came over the broker.</param>
    /// <param name="eventId">Its id, or null.</param>
    /// <param name="reason">Why it cannot be delivered.</param>
    /// <param name="cancellationToken">The subscription ends.</param>
    /// <returns>True when the dead-letter topic has it.</returns>
    public Task<bool> MoveAsync(PubSubEvent arrived, string? eventId, string reason, CancellationToken cancellationToken) =>
        PublishAsync(arrived with { Metadata = WithOrigin(arrived.Metadata) }, eventId, reason, cancellationToken);

    /// <summary>Moves an entry of a bulk delivery; unlike a single event it does not get the component's name.</summary>
    /// <param name="arrived">The event as it came over the broker.</param>
    /// <param name="eventId">Its id, or null.</param>
    /// <param name="reason">Why it cannot be delivered.</param>
    /// <param name="cancellationToken">The subscription ends.</param>
    /// <returns>True when the dead-letter topic has it.</returns>
    public Task<bool> MoveEntryAsync(PubSubEvent arrived, string? eventId, string reason, CancellationToken cancellationToken) =>
        PublishAsync(arrived, eventId, reason, cancellationToken);

    private async Task<bool> PublishAsync(PubSubEvent arrived, string? eventId, string reason, CancellationToken cancellationToken)
    {
        if (subscription.DeadLetterTopic is not { } topic)
            return false;
        using var limit = new CancellationTokenSource(Limit, sidecar.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await publisher.PublishAsync(target, topic, arrived, either.Token);
            PubSubLog.DeadLettered(logger, eventId, subscription.Topic, subscription.PubSub, topic, reason);
            return true;
        }
        catch (Exception e) when (e is PubSubApiException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            PubSubLog.NotDeadLettered(logger, eventId, subscription.Topic, subscription.PubSub, topic, e.Message);
            return false;
        }
    }

    private Dictionary<string, string> WithOrigin(IReadOnlyDictionary<string, string> metadata) =>
        new(metadata, StringComparer.Ordinal) { [DeliveryRequest.PubSubName] = subscription.PubSub };
}
