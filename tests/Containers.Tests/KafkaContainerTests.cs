using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using VectorCare.TestServers;

namespace VectorCare.Containers.Tests;

public sealed class KafkaContainerTests
{
    [Fact]
    public async Task Publish_OnAContainer_ReachesTheOtherApp()
    {
        await using var kafka = await KafkaContainer.StartAsync();
        await using var app = await Subscriber.StartAsync("""[{"pubsubname":"component","topic":"t","route":"/on/t"}]""");
        await using var sidecars = await Sidecars.StartAsync(
            $"""
            type: pubsub.kafka
              version: v1
              metadata:
                - name: brokers
                  value: {kafka.Brokers}
                - name: authType
                  value: none
                - name: initialOffset
                  value: oldest
            """,
            app.Port);
        using var client = new HttpClient { BaseAddress = sidecars.Of("a") };

        using var published = await client.PostAsJsonAsync("/v1.0/publish/component/t", new { n = 1 });
        using var envelope = JsonDocument.Parse(await app.NextAsync());

        Assert.Equal(HttpStatusCode.NoContent, published.StatusCode);
        Assert.Equal(1, envelope.RootElement.GetProperty("data").GetProperty("n").GetInt32());
    }
}
