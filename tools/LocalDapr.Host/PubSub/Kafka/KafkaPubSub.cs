using Microsoft.Extensions.Logging;

namespace LocalDapr.PubSub.Kafka;

/// <summary><c>pubsub.kafka</c>: a consumer group on a Kafka broker.</summary>
internal sealed class KafkaPubSub : IPubSubComponent
{
    private readonly KafkaProducer _producer;
    private readonly KafkaConsumer _consumer;

    /// <summary>Creates the component; it connects when it is first used.</summary>
    /// <param name="options">Its settings.</param>
    /// <param name="clock">Clock of retries and batches.</param>
    /// <param name="logger">Log.</param>
    public KafkaPubSub(KafkaOptions options, TimeProvider clock, ILogger logger)
    {
        Name = options.Component.Name;
        _producer = new KafkaProducer(options.Component, options.MaxMessageBytes, options.ExcludedHeaders);
        _consumer = new KafkaConsumer(options, clock, logger);
    }

    /// <inheritdoc />
    public string Name { get; }

    /// <inheritdoc />
    public bool KeepsWhileAppIsDown => false;

    /// <inheritdoc />
    public Task PublishAsync(string topic, PubSubEvent published, CancellationToken cancellationToken) =>
        _producer.WriteAsync(topic, published, cancellationToken);

    /// <inheritdoc />
    public async Task<IReadOnlyList<FailedEntry>> PublishBulkAsync(string topic, IReadOnlyList<BulkEntry> entries, IReadOnlyDictionary<string, string> requestMetadata, CancellationToken cancellationToken)
    {
        var writes = entries.Select(entry => WriteEntryAsync(topic, entry, requestMetadata, cancellationToken)).ToList();
        return [.. (await Task.WhenAll(writes)).OfType<FailedEntry>()];
    }

    /// <inheritdoc />
    public Task<IAsyncDisposable> SubscribeAsync(SubscribeRequest request, IEventHandler handler, CancellationToken cancellationToken) =>
        Task.FromResult(_consumer.Subscribe(request, handler));

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _consumer.DisposeAsync();
        _producer.Dispose();
    }

    // The request's metadata replace those of the entry, as in Dapr.
    private async Task<FailedEntry?> WriteEntryAsync(string topic, BulkEntry entry, IReadOnlyDictionary<string, string> requestMetadata, CancellationToken cancellationToken)
    {
        var published = entry.Event;
        if (requestMetadata.Count > 0)
        {
            var metadata = new Dictionary<string, string>(published.Metadata, StringComparer.Ordinal);
            foreach (var (name, value) in requestMetadata)
                metadata[name] = value;
            published = published with { Metadata = metadata };
        }

        try
        {
            await _producer.WriteAsync(topic, published, cancellationToken);
            return null;
        }
        catch (PublishFailedException e)
        {
            return new FailedEntry(entry.EntryId, e.Message);
        }
    }
}
