using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using VectorCare.Contracts.Messages;
using VectorCare.ServiceDefaults.Events;

namespace VectorCare.ServiceDefaults.Tests.Events;

public sealed class TopicEndpointsTests
{
    private const string Good = """{"specversion":"1.0","id":"e1","traceparent":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01","data":{"schemaVersion":1,"slot":7,"version":3,"hash":"44bc2cf5ad770999"}}""";

    [Theory]
    [InlineData(Good, "SUCCESS")]
    [InlineData("""{"id":"e1","data":{"schemaVersion":2,"slot":7,"version":3,"hash":"h"}}""", "DROP")]
    [InlineData("""{"id":"e1","data":{"schemaVersion":1,"slot":7}}""", "DROP")]
    [InlineData("""{"data":{"schemaVersion":1,"slot":7,"version":3,"hash":"h"}}""", "DROP")]
    [InlineData("""{"id":"e1"}""", "DROP")]
    [InlineData("[]", "DROP")]
    [InlineData("{\"id\":", "DROP")]
    [InlineData("", "DROP")]
    public async Task MapTopic_Body_IsAnsweredByWhatItIs(string body, string status)
    {
        await using var service = await TestService.StartAsync();

        Assert.Equal(status, await PostAsync(service, "/events/slot-versions", body));
    }

    [Fact]
    public async Task MapTopic_Event_ReachesTheHandlerWithItsContext()
    {
        (SlotVersion Data, TopicContext Context)? seen = null;
        await using var service = await TestService.StartAsync((data, context) =>
        {
            seen = (data, context);
            return Task.FromResult(TopicResult.Retry("busy"));
        });

        var status = await PostAsync(service, "/events/slot-versions", Good);

        Assert.Equal("RETRY", status);
        Assert.Equal(new SlotVersion(1, 7, 3, "44bc2cf5ad770999"), seen!.Value.Data);
        Assert.Equal("e1", seen.Value.Context.Id);
        Assert.StartsWith("00-4bf9", seen.Value.Context.Traceparent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MapTopic_HandlerThrows_IsRetried()
    {
        await using var service = await TestService.StartAsync((_, _) => throw new InvalidOperationException("store is away"));

        Assert.Equal("RETRY", await PostAsync(service, "/events/slot-versions", Good));
    }

    [Fact]
    public async Task MapDeadLetter_RawDelivery_GivesTheEventAsItWasPublished()
    {
        await using var service = await TestService.StartAsync();
        var raw = JsonSerializer.Serialize(new { id = "other", data_base64 = Convert.ToBase64String(Encoding.UTF8.GetBytes(Good)) });

        Assert.Equal("SUCCESS", await PostAsync(service, "/dead-letters/slot-versions", raw));
        Assert.Equal("DROP", await PostAsync(service, "/dead-letters/slot-versions", """{"data_base64":"bm90IGpzb24="}"""));
        Assert.Equal("DROP", await PostAsync(service, "/dead-letters/slot-versions", "not json"));
    }

    private static async Task<string> PostAsync(TestService service, string path, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/cloudevents+json") };
        request.Headers.Add("dapr-api-token", "app-token");
        using var response = await service.Http.SendAsync(request);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("status").GetString()!;
    }
}
