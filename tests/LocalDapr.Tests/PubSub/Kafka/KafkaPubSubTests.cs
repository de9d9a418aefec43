using System.Text;
using LocalDapr.PubSub;
using LocalDapr.PubSub.Kafka;
using LocalDapr.Resources;
using LocalDapr.Tests.PubSub.Local;
using Microsoft.Extensions.Logging.Abstractions;
using VectorCare.TestKit;
using VectorCare.TestServers;

namespace LocalDapr.Tests.PubSub.Kafka;

public sealed class KafkaPubSubTests(MockKafka kafka) : IClassFixture<MockKafka>
{
    private static readonly Dictionary<string, string> None = [];
    private readonly string _topic = "t-" + Guid.NewGuid().ToString("n");

    [Fact]
    public async Task Publish_WithKey_RecordCarriesKeyHeadersAndPosition()
    {
        await using var pubsub = Create();
        var metadata = Metadata(("partitionKey", "k1"), ("x-probe", "zü"));
        await pubsub.PublishAsync(_topic, Event("hello", metadata), default);
        PubSubEvent? arrived = null;
        var handler = new RecordingHandler { Answer = (d, _) => Acknowledge(arrived = d.Event) };
        await using var subscription = await SubscribeAsync(pubsub, handler);
        Assert.Equal("hello", await handler.NextAsync());
        await WaitUntilAsync(() => arrived is not null);
        Assert.Equal("k1", arrived!.Metadata["__key"]);
        Assert.Equal("0", arrived.Metadata["__offset"]);
        Assert.Equal(_topic, arrived.Metadata["__topic"]);
        Assert.Equal("zü", arrived.Metadata["x-probe"]);
        Assert.Equal("k1", arrived.Metadata["partitionKey"]);
        Assert.Contains("__timestamp", arrived.Metadata.Keys);
    }

    [Fact]
    public async Task Publish_Keys_PartitionIsFnv1aOfTheKey()
    {
        await using var pubsub = Create();
        string[] keys = ["a", "b", "c", "patient-1", "vendor-7", "ü", "same", "bulk", "request"];
        foreach (var key in keys)
            await pubsub.PublishAsync(_topic, Event(key, Metadata(("partitionKey", key))), default);
        var partitions = new Dictionary<string, int>();
        var handler = new RecordingHandler
        {
            Answer = (d, _) =>
            {
                lock (partitions)
                    partitions[RecordingHandler.Text(d)] = int.Parse(d.Event.Metadata["__partition"]);
                return Acknowledge(d.Event);
            },
        };
        await using var subscription = await SubscribeAsync(pubsub, handler);
        await handler.NextAsync(keys.Length);
        await WaitUntilAsync(() => partitions.Count == keys.Length);
        var count = PartitionCount();
        Assert.All(keys, key => Assert.Equal(Fnv1a(key) % count, partitions[key]));
    }

    [Fact]
    public async Task Publish_TooLarge_IsRefused()
    {
        await using var pubsub = Create(("maxMessageBytes", "1000"));
        var error = await Assert.ThrowsAsync<PublishFailedException>(() => pubsub.PublishAsync(_topic, Event(new string('x', 1001)), default));
        Assert.Contains("1000", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bad topic")]
    [InlineData("nested/name")]
    public async Task Publish_ImpossibleTopic_IsRefused(string topic)
    {
        await using var pubsub = Create();
        await Assert.ThrowsAsync<PublishFailedException>(() => pubsub.PublishAsync(topic, Event("x"), default));
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("-1")]
    public async Task Publish_ImpossiblePartition_IsRefused(string partition)
    {
        await using var pubsub = Create();
        await Assert.ThrowsAsync<PublishFailedException>(() => pubsub.PublishAsync(_topic, Event("x", Metadata(("partitionNumber", partition))), default));
    }

    [Fact]
    public async Task PublishBulk_OneTooLarge_OnlyThatFails()
    {
        await using var pubsub = Create(("maxMessageBytes", "1000"));
        var failed = await pubsub.PublishBulkAsync(_topic, [new BulkEntry("small", Event("x")), new BulkEntry("big", Event(new string('x', 2000)))], None, default);
        Assert.Equal(["big"], failed.Select(f => f.EntryId));
    }

    [Fact]
    public async Task Delivery_Fails_IsRepeatedBeforeTheNextOfItsPartition()
    {
        var failures = 2;
        var handler = new RecordingHandler { Answer = (d, _) => Task.FromResult(RecordingHandler.Text(d) == "1" && failures-- > 0 ? DeliveryResult.Failed : DeliveryResult.Acknowledged) };
        await using var pubsub = Create(("backOffDuration", "50ms"));
        foreach (var text in (string[])["1", "2"])
            await pubsub.PublishAsync(_topic, Event(text, Metadata(("partitionNumber", "0"))), default);
        await using var subscription = await SubscribeAsync(pubsub, handler);
        Assert.Equal(["1", "1", "1", "2"], await handler.NextAsync(4));
    }

    [Fact]
    public async Task Delivery_RetriesUsedUp_IsPassedOver()
    {
        var handler = new RecordingHandler { Answer = (d, _) => Task.FromResult(RecordingHandler.Text(d) == "1" ? DeliveryResult.Failed : DeliveryResult.Acknowledged) };
        await using var pubsub = Create(("backOffDuration", "20ms"), ("backOffMaxRetries", "2"));
        foreach (var text in (string[])["1", "2"])
            await pubsub.PublishAsync(_topic, Event(text, Metadata(("partitionNumber", "0"))), default);
        await using var subscription = await SubscribeAsync(pubsub, handler);
        Assert.Equal(["1", "1", "1", "2"], await handler.NextAsync(4));
    }

    [Fact]
    public async Task Delivery_RetryOff_IsPassedOverAtOnce()
    {
        var handler = new RecordingHandler { Answer = (d, _) => Task.FromResult(RecordingHandler.Text(d) == "1" ? DeliveryResult.Failed : DeliveryResult.Acknowledged) };
        await using var pubsub = Create(("consumeRetryEnabled", "false"));
        foreach (var text in (string[])["1", "2"])
            await pubsub.PublishAsync(_topic, Event(text, Metadata(("partitionNumber", "0"))), default);
        await using var subscription = await SubscribeAsync(pubsub, handler);
        Assert.Equal(["1", "2"], await handler.NextAsync(2));
    }

    [Fact]
    public async Task Restart_UnacknowledgedEvent_ComesAgainAndOnlyThat()
    {
        var group = ("consumerGroup", "g-" + _topic);
        var never = new TaskCompletionSource<DeliveryResult>();
        await using (var pubsub = Create(group))
        {
            foreach (var text in (string[])["done", "open"])
                await pubsub.PublishAsync(_topic, Event(text, Metadata(("partitionNumber", "0"))), default);
            var handler = new RecordingHandler { Answer = (d, token) => RecordingHandler.Text(d) == "done" ? Acknowledge(d.Event) : never.Task.WaitAsync(token) };
            await SubscribeAsync(pubsub, handler);
            await handler.NextAsync(2);
        }

        await using var again = Create(group);
        var after = new RecordingHandler();
        await using var subscription = await SubscribeAsync(again, after);
        await again.PublishAsync(_topic, Event("new", Metadata(("partitionNumber", "0"))), default);
        Assert.Equal(["open", "new"], await after.NextAsync(2));
    }

    [Fact]
    public async Task Bulk_SevenEventsOfFive_ComeAsFiveAndTwo()
    {
        await using var pubsub = Create();
        var entries = Enumerable.Range(0, 7).Select(i => new BulkEntry($"{i}", Event($"{i}", Metadata(("partitionNumber", "0"))))).ToList();
        Assert.Empty(await pubsub.PublishBulkAsync(_topic, entries, None, default));
        var handler = new RecordingHandler();
        await using var subscription = await SubscribeAsync(pubsub, handler, new BulkLimits(5, TimeSpan.FromMilliseconds(300)));
        Assert.Equal(["0", "1", "2", "3", "4", "5", "6"], await handler.NextAsync(7));
        await WaitUntilAsync(() => handler.BatchSizes.Count == 2);
        Assert.Equal([5, 2], handler.BatchSizes);
    }

    [Fact]
    public void Read_UnknownAuthentication_IsRefusedByName()
    {
        var component = Component(("authType", "oidc"));
        var error = Assert.Throws<NotSupportedException>(() => KafkaConnection.Apply(new Confluent.Kafka.ProducerConfig(), component));
        Assert.Contains("oidc", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_SeveralMistakes_NamesAll()
    {
        var component = new ComponentSpec("kafka", "pubsub.kafka", "v1", Metadata(("initialOffset", "middle"), ("maxMessageBytes", "many")), "kafka.yaml:1");
        var error = Assert.Throws<ArgumentException>(() => KafkaOptions.Read(component, "app"));
        Assert.Contains("brokers", error.Message, StringComparison.Ordinal);
        Assert.Contains("middle", error.Message, StringComparison.Ordinal);
        Assert.Contains("many", error.Message, StringComparison.Ordinal);
    }

    private static Task<DeliveryResult> Acknowledge(PubSubEvent arrived) => Task.FromResult(arrived is null ? DeliveryResult.Failed : DeliveryResult.Acknowledged);

    private static PubSubEvent Event(string text, IReadOnlyDictionary<string, string>? metadata = null) => new(Encoding.UTF8.GetBytes(text), metadata ?? None);

    private static Dictionary<string, string> Metadata(params (string Name, string Value)[] entries) => entries.ToDictionary(e => e.Name, e => e.Value, StringComparer.OrdinalIgnoreCase);

    private static int Fnv1a(string key)
    {
        var hash = Encoding.UTF8.GetBytes(key).Aggregate(2166136261u, (h, b) => (h ^ b) * 16777619u);
        return Math.Abs((int)hash);
    }

    private static async Task WaitUntilAsync(Func<bool> condition)
    {
        for (var i = 0; i < 2000 && !condition(); i++)
            await Task.Delay(VirtualTime.Grain, TimeProvider.System);
        Assert.True(condition());
    }

    private Task<IAsyncDisposable> SubscribeAsync(KafkaPubSub pubsub, IEventHandler handler, BulkLimits? bulk = null) =>
        pubsub.SubscribeAsync(new SubscribeRequest(_topic, None, bulk, null), handler, default);

    private int PartitionCount()
    {
        using var admin = new Confluent.Kafka.AdminClientBuilder(new Confluent.Kafka.AdminClientConfig { BootstrapServers = kafka.Brokers }).Build();
        return admin.GetMetadata(_topic, TimeSpan.FromSeconds(10)).Topics[0].Partitions.Count;
    }

    private ComponentSpec Component(params (string Name, string Value)[] more) =>
        new("kafka", "pubsub.kafka", "v1", Metadata([("brokers", kafka.Brokers), ("initialOffset", "oldest"), .. more]), "kafka.yaml:1");

    private KafkaPubSub Create(params (string Name, string Value)[] more) =>
        new(KafkaOptions.Read(Component([.. more]), "app-" + _topic), TimeProvider.System, NullLogger.Instance);
}
