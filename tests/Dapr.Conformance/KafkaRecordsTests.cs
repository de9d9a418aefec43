using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Confluent.Kafka;
using Dapr.Conformance.Calls;
using Dapr.Conformance.Servers;
using LocalDapr.Hosting;
using VectorCare.TestKit;

namespace Dapr.Conformance;

/// <summary>What is written to a topic, as a plain consumer reads it: partition of a key, key, headers, value.</summary>
public sealed partial class KafkaRecordsTests : IDisposable
{
    private const string Trace = "00-c0ffee00000000000000000000000001-b7ad6b7169203331-01";
    private readonly KafkaBroker _broker = new();

    /// <summary>Start of the recording's description, and the request that it describes.</summary>
    private static readonly Dictionary<string, string> Requests = new(StringComparer.Ordinal)
    {
        ["POST /v1.0/publish/kafka/json-key?"] = $$$"""{"http":"POST /v1.0/publish/kafka/json-key?metadata.partitionKey=k1&metadata.x-meta=z","headers":{"content-type":"application/json","traceparent":"{{{Trace}}}","tracestate":"vendor=1"},"body":{"n":1}}""",
        ["POST /v1.0/publish/kafka/json-nokey "] = """{"http":"POST /v1.0/publish/kafka/json-nokey","headers":{"content-type":"application/json"},"body":{"n":2}}""",
        ["POST /v1.0/publish/kafka/raw?"] = """{"http":"POST /v1.0/publish/kafka/raw?metadata.rawPayload=true&metadata.partitionKey=k1","headers":{"content-type":"application/json"},"body":{"n":3}}""",
        ["POST /v1.0/publish/kafka/rawtext?"] = """{"http":"POST /v1.0/publish/kafka/rawtext?metadata.rawPayload=true","headers":{"content-type":"text/plain"},"text":"bare text"}""",
        ["POST /v1.0/publish/kafka/bytes "] = """{"http":"POST /v1.0/publish/kafka/bytes","headers":{"content-type":"application/octet-stream"},"text":"bytes"}""",
        ["POST /v1.0/publish/kafka/ttl?"] = """{"http":"POST /v1.0/publish/kafka/ttl?metadata.ttlInSeconds=60","headers":{"content-type":"application/json"},"body":{"n":5}}""",
        ["POST /v1.0/publish/kafka/cloudevent?"] = """{"http":"POST /v1.0/publish/kafka/cloudevent?metadata.partitionKey=k1","headers":{"content-type":"application/cloudevents+json"},"body":{"specversion":"1.0","id":"mine-1","type":"probe.mine","source":"urn:mine","extra":"kept","data":{"n":6}}}""",
        ["POST /v1.0/publish/bulk/kafka/bulk?"] = """{"http":"POST /v1.0/publish/bulk/kafka/bulk?metadata.x-request=r","headers":{"content-type":"application/json"},"body":[{"entryId":"1","event":{"n":7},"contentType":"application/json","metadata":{"partitionKey":"entry-key","x-entry":"e"}},{"entryId":"2","event":{"n":8},"contentType":"application/json"}]}""",
        ["POST /v1.0/publish/bulk/kafka/bulkreq?"] = """{"http":"POST /v1.0/publish/bulk/kafka/bulkreq?metadata.partitionKey=request-key","headers":{"content-type":"application/json"},"body":[{"entryId":"1","event":{"n":7},"contentType":"application/json","metadata":{"partitionKey":"entry-key"}}]}""",
        ["POST /v1.0/publish/kafka/partnum?"] = """{"http":"POST /v1.0/publish/kafka/partnum?metadata.partitionNumber=2","headers":{"content-type":"application/json"},"body":{"n":9}}""",
        ["POST /v1.0/publish/kafka/overrides?"] = """{"http":"POST /v1.0/publish/kafka/overrides?metadata.cloudevent.id=mine&metadata.cloudevent.type=t","headers":{"content-type":"application/json"},"body":{"n":10}}""",
    };

    public static TheoryData<string> Described { get; } = new(Requests.Keys);

    [Theory]
    [MemberData(nameof(Described))]
    public async Task Publish_Request_WritesTheRecordsOfDaprd(string described)
    {
        var recorded = Recorded()["cases"]!.AsArray().Single(c => c!["publish"]!.ToString().StartsWith(described, StringComparison.Ordinal))!["records"]!.AsArray();
        var run = "t" + Guid.NewGuid().ToString("n")[..8];
        var topic = Topic().Match(described).Groups[1].Value;
        _broker.CreateTopic(run + topic);
        await using var host = await StartAsync();
        var request = JsonNode.Parse(Requests[described].Replace("kafka/" + topic, "kafka/" + run + topic, StringComparison.Ordinal))!;

        var answer = await HttpCaller.CallAsync(request, host.App("recorder").HttpEndpoint.Port);

        Assert.Equal(204, answer["status"]!.GetValue<int>());
        var written = Read(run + topic, recorded.Count).Select(r => Shown(r, run)).ToList();
        var expected = recorded.Select(r => Shown(r!)).ToList();
        Assert.Equal(expected.Order(StringComparer.Ordinal), written.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Publish_Keys_PartitionIsThatOfDaprd()
    {
        var partitions = Recorded()["partitionOfKeyWith3Partitions"]!.AsObject().Where(p => p.Key != "algorithm").ToDictionary(p => p.Key, p => p.Value!.GetValue<int>());
        var topic = "keys" + Guid.NewGuid().ToString("n")[..8];
        _broker.CreateTopic(topic);
        await using var host = await StartAsync();
        foreach (var key in partitions.Keys)
            await HttpCaller.CallAsync(new JsonObject { ["http"] = $"POST /v1.0/publish/kafka/{topic}?metadata.partitionKey={Uri.EscapeDataString(key)}", ["text"] = key }, host.App("recorder").HttpEndpoint.Port);

        Assert.Equal(partitions, Read(topic, partitions.Count).ToDictionary(r => Encoding.UTF8.GetString(r.Message.Key), r => r.Partition.Value));
    }

    public void Dispose() => _broker.Dispose();

    private static JsonNode Recorded()
    {
        var file = RepositoryPaths.Shared("dapr-observations", "kafka-records.json");
        Assert.SkipWhen(file is null, "The recordings' folder is not beside the repository.");
        return JsonNode.Parse(File.ReadAllText(file!))!;
    }

    private async Task<LocalDaprHost> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("dapr-records-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "kafka.yaml"), $"""
            apiVersion: dapr.io/v1alpha1
            kind: Component
            metadata:
              name: kafka
            spec:
              type: pubsub.kafka
              version: v1
              metadata:
                - name: brokers
                  value: "{_broker.Addresses["KAFKA"]}"
                - name: authType
                  value: "none"
            """);
        return await LocalDaprHost.StartAsync(new LocalDaprOptions { Apps = [new LocalDaprApp { AppId = "recorder" }], ResourcesPaths = [folder] });
    }

    private List<ConsumeResult<byte[], byte[]>> Read(string topic, int count)
    {
        var config = new ConsumerConfig { BootstrapServers = _broker.Addresses["KAFKA"], GroupId = topic, EnableAutoCommit = false };
        using var consumer = new ConsumerBuilder<byte[], byte[]>(config).SetLogHandler((_, _) => { }).Build();
        consumer.Assign(Enumerable.Range(0, 3).Select(p => new TopicPartitionOffset(topic, p, Offset.Beginning)));
        var records = new List<ConsumeResult<byte[], byte[]>>();
        while (records.Count < count && consumer.Consume(TimeSpan.FromSeconds(15)) is { Message: not null } record)
            records.Add(record);
        return records;
    }

    // The partition of a record without a key is by chance, and offsets begin anew in each partition.
    private static string Shown(JsonNode record) =>
        $"{(record["key"] is null && record["headers"]!["partitionNumber"] is null ? "any" : record["partition"])} {record["key"]} {Sorted(record["headers"]!.AsObject())} {(record["valueJson"] is { } json ? json.ToJsonString(Json.AsJavaScript) : record["valueText"])}";

    private static string Shown(ConsumeResult<byte[], byte[]> record, string run)
    {
        var text = Encoding.UTF8.GetString(record.Message.Value).Replace(run, string.Empty, StringComparison.Ordinal);
        text = Instant().Replace(Identifier().Replace(text, "<uuid>"), "\"<time>\"");
        var headers = new JsonObject(record.Message.Headers.Select(h => KeyValuePair.Create<string, JsonNode?>(h.Key, Encoding.UTF8.GetString(h.GetValueBytes()))));
        var shown = new JsonObject { ["partition"] = record.Partition.Value, ["key"] = record.Message.Key is { } key ? Encoding.UTF8.GetString(key) : null, ["headers"] = headers };
        shown[text.StartsWith('{') ? "valueJson" : "valueText"] = text.StartsWith('{') ? JsonNode.Parse(text) : text;
        return Shown(shown);
    }

    private static string Sorted(JsonObject headers) => string.Join(',', headers.OrderBy(h => h.Key, StringComparer.Ordinal).Select(h => $"{h.Key}={h.Value}"));

    [GeneratedRegex("/kafka/([a-z-]+)")]
    private static partial Regex Topic();

    [GeneratedRegex(@"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Identifier();

    [GeneratedRegex(@"""\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)""")]
    private static partial Regex Instant();
}
