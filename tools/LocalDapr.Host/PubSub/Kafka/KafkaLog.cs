using Microsoft.Extensions.Logging;

namespace LocalDapr.PubSub.Kafka;

/// <summary>Log lines of the Kafka component.</summary>
internal static partial class KafkaLog
{
    [LoggerMessage(40, LogLevel.Warning, "{Component} cannot read from Kafka: {Reason}")]
    public static partial void NotConsumed(ILogger logger, string component, string reason);

    [LoggerMessage(41, LogLevel.Debug, "offset of topic {Topic}, partition {Partition} not stored: {Reason}")]
    public static partial void NotStored(ILogger logger, string topic, int partition, string reason);

    [LoggerMessage(42, LogLevel.Error, "an event of topic {Topic} is passed over after {Deliveries} deliveries")]
    public static partial void PassedOver(ILogger logger, string topic, int deliveries);

    [LoggerMessage(43, LogLevel.Error, "a delivery of topic {Topic} failed")]
    public static partial void HandlerFailed(ILogger logger, string topic, Exception error);

    [LoggerMessage(44, LogLevel.Information, "{AppId} is a member of group {Group} of {PubSub}, with {Partitions} partitions")]
    public static partial void Joined(ILogger logger, string appId, string group, string pubSub, int partitions);
}
