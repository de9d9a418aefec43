using Confluent.Kafka;

namespace VectorCare.TestServers;

/// <summary>The mock cluster that librdkafka carries, or a broker of the environment (<c>VECTORCARE_TEST_KAFKA</c>).</summary>
public sealed class MockKafka : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly IProducer<byte[], byte[]>? _owner;

    public MockKafka()
    {
        if (Environment.GetEnvironmentVariable("VECTORCARE_TEST_KAFKA") is { Length: > 0 } brokers)
        {
            Brokers = brokers;
            return;
        }

        var config = new ProducerConfig { BootstrapServers = "ignored" };
        config.Set("test.mock.num.brokers", "1");
        _owner = new ProducerBuilder<byte[], byte[]>(config).SetLogHandler((_, _) => { }).Build();
        using var admin = new DependentAdminClientBuilder(_owner.Handle).Build();
        Brokers = string.Join(',', admin.GetMetadata(Patience).Brokers.Select(b => $"{b.Host}:{b.Port}"));
    }

    public string Brokers { get; }

    /// <summary>Creates topics, so that no consumer has to notice them later: it looks for new ones every 5 s, and each makes its group form anew.</summary>
    /// <param name="topics">Their names.</param>
    public void CreateTopics(IEnumerable<string> topics)
    {
        if (_owner is null)
            return;
        using var admin = new DependentAdminClientBuilder(_owner.Handle).Build();
        foreach (var topic in topics)
            admin.GetMetadata(topic, Patience);
    }

    public void Dispose() => _owner?.Dispose();
}
