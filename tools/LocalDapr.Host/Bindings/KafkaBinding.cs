using System.Text;
using Confluent.Kafka;
using LocalDapr.Hosting;
using LocalDapr.Resources;

namespace LocalDapr.Bindings;

/// <summary><c>bindings.kafka</c> as output: the data is the value of a record, the metadata its headers, <c>partitionKey</c> its key.</summary>
internal sealed class KafkaBinding : IOutputBinding
{
    private readonly IProducer<byte[]?, byte[]> _producer;
    private readonly string _topic;

    /// <summary>Creates the binding; it connects in the background.</summary>
    /// <param name="spec">The component.</param>
    /// <exception cref="LocalDaprException">The component asks for what is not implemented, or names no topic.</exception>
    public KafkaBinding(ComponentSpec spec)
    {
        if (spec["authType"] is { Length: > 0 } auth && auth != "none")
            throw new LocalDaprException($"{spec.Source}: authType '{auth}' of component '{spec.Name}' is not implemented by LocalDapr's bindings.kafka, only 'none'.");
        _topic = spec["publishTopic"] is { Length: > 0 } topic ? topic : throw new LocalDaprException($"{spec.Source}: component '{spec.Name}' needs 'publishTopic' to write.");
        var config = new ProducerConfig { BootstrapServers = spec["brokers"], ClientId = spec["clientID"] is { Length: > 0 } client ? client : "sarama" };
        // The partition of a key as Dapr's own client chooses it.
        config.Set("partitioner", "fnv1a_random");
        _producer = new ProducerBuilder<byte[]?, byte[]>(config).SetErrorHandler((_, _) => { }).SetLogHandler((_, _) => { }).Build();
    }

    /// <inheritdoc />
    public IReadOnlyList<string> Operations { get; } = ["create"];

    /// <inheritdoc />
    public async Task<BindingOutcome> InvokeAsync(BindingRequest request, CancellationToken cancellationToken)
    {
        var headers = new Headers();
        foreach (var (name, value) in request.Metadata)
            headers.Add(name, Encoding.UTF8.GetBytes(value));
        var key = request["partitionKey"] ?? request["__key"];
        try
        {
            await _producer.ProduceAsync(
                _topic,
                new Message<byte[]?, byte[]> { Key = key is null ? null : Encoding.UTF8.GetBytes(key), Value = request.Data.ToArray(), Headers = headers },
                cancellationToken);
            return BindingOutcome.Nothing;
        }
        catch (KafkaException e)
        {
            throw new BindingException($"kafka: {e.Error.Reason}", e);
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        _producer.Dispose();
        return ValueTask.CompletedTask;
    }
}
