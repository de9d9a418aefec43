using Confluent.Kafka;

namespace LocalDapr.Tests.PubSub.Kafka;

/// <summary>The mock cluster that librdkafka carries, or a broker of the environment (<c>VECTORCARE_TEST_KAFKA</c>).</summary>
public sealed class MockKafka : IDisposable
{
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
        Brokers = string.Join(',', admin.GetMetadata(TimeSpan.FromSeconds(10)).Brokers.Select(b => $"{b.Host}:{b.Port}"));
    }

    public string Brokers { get; }

    public void Dispose() => _owner?.Dispose();
}
