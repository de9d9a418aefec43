namespace LocalDapr.Resources;

/// <summary>Message brokers and their metadata.</summary>
internal static class KnownPubSub
{
    /// <summary>What the Kafka broker and the Kafka binding have in common.</summary>
    internal const string KafkaConnection = """
         brokers! clientID version authType authRequired:bool saslUsername saslPassword saslMechanism
        caCert clientCert clientKey skipVerify:bool disableTls:bool
        initialOffset maxMessageBytes:number consumerFetchMin:number consumerFetchDefault:number channelBufferSize:number compression
        heartbeatInterval:duration sessionTimeout:duration clientConnectionKeepAliveInterval:duration
        clientConnectionTopicMetadataRefreshInterval:duration
        consumeRetryEnabled:bool consumeRetryInterval:duration
        backOffPolicy backOffDuration:duration backOffInitialInterval:duration backOffMaxInterval:duration backOffMaxElapsedTime:duration
        backOffRandomizationFactor backOffMultiplier backOffMaxRetries:number
        """;

    // Every broker takes these; Dapr itself reads them.
    private const string Common = " consumerID publishingScopes subscriptionScopes allowedTopics protectedTopics";

    /// <summary>The types.</summary>
    public static IReadOnlyList<KnownComponent> All { get; } =
    [
        KnownComponent.Of("pubsub.in-memory", "v1", Common),
        KnownComponent.Of("pubsub.local", "v1", "journal concurrency:number redeliverInterval:duration maxDeliveries:number" + Common),
        KnownComponent.Of("pubsub.kafka", "v1", KafkaConnection + " consumerGroup escapeHeaders:bool excludeHeaderMetaRegex" + Common),
    ];
}
