using System.Text.RegularExpressions;
using Confluent.Kafka;
using LocalDapr.Resources;

namespace LocalDapr.PubSub.Kafka;

/// <summary>Writes events to Kafka. Keys are spread over partitions by FNV-1a, as Dapr does; records without a key at random.</summary>
/// <param name="component">A component with Kafka's connection metadata.</param>
/// <param name="maxMessageBytes">Largest record in bytes.</param>
/// <param name="excludedHeaders">Names that do not become record headers, or null.</param>
internal sealed class KafkaProducer(ComponentSpec component, int maxMessageBytes, Regex? excludedHeaders) : IDisposable
{
    private static readonly TimeSpan FlushLimit = TimeSpan.FromSeconds(5);
    private readonly Lazy<IProducer<byte[]?, byte[]>> _producer = new(() => Create(component, maxMessageBytes));

    /// <summary>Writes an event; completes when all replicas in sync have it.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="published">The event.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="PublishFailedException">It was not written; the message says why.</exception>
    public async Task WriteAsync(string topic, PubSubEvent published, CancellationToken cancellationToken)
    {
        var target = KafkaRecords.Target(topic, published.Metadata);
        var record = KafkaRecords.ToRecord(published, excludedHeaders);
        if (KafkaRecords.Size(record) is var size && size > maxMessageBytes)
            throw new PublishFailedException($"kafka: invalid configuration (Attempt to produce message larger than configured Producer.MaxMessageBytes: {size} > {maxMessageBytes})");
        try
        {
            await _producer.Value.ProduceAsync(target, record, cancellationToken);
        }
        catch (KafkaException e)
        {
            throw new PublishFailedException(e.Error.Reason, e);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (!_producer.IsValueCreated)
            return;
        _producer.Value.Flush(FlushLimit);
        _producer.Value.Dispose();
    }

    private static IProducer<byte[]?, byte[]> Create(ComponentSpec component, int maxMessageBytes)
    {
        var config = KafkaConnection.Apply(new ProducerConfig(), component);
        config.Acks = Acks.All;
        config.EnableIdempotence = true;
        config.LingerMs = 1;
        config.MessageTimeoutMs = 10_000;
        config.RequestTimeoutMs = 5000;
        config.StickyPartitioningLingerMs = 0;
        config.MessageMaxBytes = Math.Max(maxMessageBytes + 65_536, 1_000_000);
        config.Set("partitioner", "fnv1a_random");
        if (component["compression"] is { Length: > 0 } compression)
            config.Set("compression.type", compression.ToLowerInvariant());
        return new ProducerBuilder<byte[]?, byte[]>(config).SetLogHandler(static (_, _) => { }).Build();
    }
}
