using Microsoft.Extensions.Logging;

namespace LocalDapr.PubSub.Subscribing;

/// <summary>Log lines of subscriptions. They name topics and event ids, never an event's content.</summary>
internal static partial class PubSubLog
{
    [LoggerMessage(1, LogLevel.Information, "{AppId} subscribes to topic {Topic} on {PubSub} ({Kind})")]
    public static partial void Subscribed(ILogger logger, string appId, string topic, string pubSub, SubscriptionKind kind);

    [LoggerMessage(2, LogLevel.Warning, "{AppId} cannot subscribe to topic {Topic} on {PubSub}: {Reason}")]
    public static partial void NotSubscribed(ILogger logger, string appId, string topic, string pubSub, string reason);

    [LoggerMessage(3, LogLevel.Error, "{AppId} answered /dapr/subscribe with {Reason}")]
    public static partial void NoSubscriptions(ILogger logger, string appId, string reason);

    [LoggerMessage(4, LogLevel.Warning, "event {EventId} of topic {Topic} on {PubSub} was not delivered: {Reason}")]
    public static partial void NotDelivered(ILogger logger, string? eventId, string topic, string pubSub, string reason);

    [LoggerMessage(5, LogLevel.Warning, "event {EventId} of topic {Topic} on {PubSub} goes to dead-letter topic {DeadLetterTopic}: {Reason}")]
    public static partial void DeadLettered(ILogger logger, string? eventId, string topic, string pubSub, string deadLetterTopic, string reason);

    [LoggerMessage(6, LogLevel.Error, "event {EventId} of topic {Topic} on {PubSub} cannot go to dead-letter topic {DeadLetterTopic}: {Reason}")]
    public static partial void NotDeadLettered(ILogger logger, string? eventId, string topic, string pubSub, string deadLetterTopic, string reason);

    [LoggerMessage(7, LogLevel.Critical, "{AppId} has no subscriptions: subscribing failed")]
    public static partial void SubscribingFailed(ILogger logger, string appId, Exception error);
}
