namespace LocalDapr.PubSub;

/// <summary>A broker as one sidecar sees it.</summary>
internal interface IPubSubComponent : IAsyncDisposable
{
    /// <summary>Component name.</summary>
    string Name { get; }

    /// <summary>True when the broker keeps an event while the application cannot be reached, instead of counting that as a failed delivery.</summary>
    bool KeepsWhileAppIsDown { get; }

    /// <summary>Hands an event to the broker; returns when the broker has accepted it.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="published">The event as it goes over the broker.</param>
    /// <param name="cancellationToken">Gives up waiting for the broker.</param>
    Task PublishAsync(string topic, PubSubEvent published, CancellationToken cancellationToken);

    /// <summary>Hands several events to the broker.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="entries">The events, in the order of the request.</param>
    /// <param name="requestMetadata">Metadata of the request as a whole.</param>
    /// <param name="cancellationToken">Gives up waiting for the broker.</param>
    /// <returns>Entries that the broker did not accept.</returns>
    Task<IReadOnlyList<FailedEntry>> PublishBulkAsync(string topic, IReadOnlyList<BulkEntry> entries, IReadOnlyDictionary<string, string> requestMetadata, CancellationToken cancellationToken);

    /// <summary>Starts deliveries of a topic to a handler.</summary>
    /// <param name="request">What to deliver, and how.</param>
    /// <param name="handler">Takes the events.</param>
    /// <param name="cancellationToken">Gives up subscribing.</param>
    /// <returns>Ends the subscription when disposed; running deliveries are cancelled.</returns>
    Task<IAsyncDisposable> SubscribeAsync(SubscribeRequest request, IEventHandler handler, CancellationToken cancellationToken);
}

/// <summary>What a component is asked to deliver.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Metadata">Metadata of the subscription.</param>
/// <param name="Bulk">Limits of a bulk subscription, or null for single deliveries.</param>
/// <param name="DeadLetterTopic">Topic for events that cannot be delivered, or null.</param>
internal sealed record SubscribeRequest(string Topic, IReadOnlyDictionary<string, string> Metadata, BulkLimits? Bulk, string? DeadLetterTopic);

/// <summary>Limits of a bulk subscription; 0 means the default of the component.</summary>
/// <param name="MaxMessages">Events in one call.</param>
/// <param name="MaxAwait">How long a call waits for more events.</param>
internal sealed record BulkLimits(int MaxMessages, TimeSpan MaxAwait);

/// <summary>Takes the events of one subscription.</summary>
internal interface IEventHandler
{
    /// <summary>Delivers one event.</summary>
    /// <param name="delivery">The event.</param>
    /// <param name="cancellationToken">The subscription ends.</param>
    /// <returns>What became of it.</returns>
    Task<DeliveryResult> HandleAsync(Delivery delivery, CancellationToken cancellationToken);

    /// <summary>Delivers several events in one call.</summary>
    /// <param name="deliveries">The events; their entry ids differ.</param>
    /// <param name="cancellationToken">The subscription ends.</param>
    /// <returns>What became of each, in the same order.</returns>
    Task<IReadOnlyList<DeliveryResult>> HandleBulkAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken);
}

/// <summary>What became of a delivery.</summary>
internal enum DeliveryResult
{
    /// <summary>Done: taken by the application, dropped, or moved to the dead-letter topic.</summary>
    Acknowledged,

    /// <summary>Failed after everything the policies allow; the component decides.</summary>
    Failed,

    /// <summary>The application does not listen; only for a component that keeps its events meanwhile.</summary>
    AppUnavailable,
}

/// <summary>An event as it goes over a broker.</summary>
/// <param name="Data">The bytes: a CloudEvent in JSON, or a raw payload.</param>
/// <param name="Metadata">Metadata of the publish request or, on arrival, of the record.</param>
internal sealed record PubSubEvent(byte[] Data, IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>Content type on the broker, or null.</summary>
    public string? ContentType { get; init; }

    /// <summary>What the publisher knows of the envelope, so that a delivery in the same process need not parse it; null when unknown.</summary>
    public EnvelopeFacts? Facts { get; init; }
}

/// <summary>What a delivery must know of an envelope.</summary>
/// <param name="Id">Id of the event, or null.</param>
/// <param name="TraceParent">W3C trace parent, or null.</param>
/// <param name="Expires">When it expires, or null.</param>
internal sealed record EnvelopeFacts(string? Id, string? TraceParent, DateTimeOffset? Expires);

/// <summary>An event on its way to the application.</summary>
/// <param name="EntryId">Id within a bulk delivery.</param>
/// <param name="Event">The event.</param>
/// <param name="CanRedeliver">True when the component will deliver it again after a failure, so that it need not go to the dead-letter topic yet.</param>
internal sealed record Delivery(string EntryId, PubSubEvent Event, bool CanRedeliver);

/// <summary>An entry of a bulk publish.</summary>
/// <param name="EntryId">Id given by the publisher.</param>
/// <param name="Event">The event.</param>
internal sealed record BulkEntry(string EntryId, PubSubEvent Event);

/// <summary>An entry that the broker did not accept.</summary>
/// <param name="EntryId">Id given by the publisher.</param>
/// <param name="Error">Why.</param>
internal sealed record FailedEntry(string EntryId, string Error);

/// <summary>A broker refused a publish.</summary>
internal sealed class PublishFailedException(string message, Exception? inner = null) : Exception(message, inner);
