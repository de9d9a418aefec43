using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using LocalDapr.Hosting;
using LocalDapr.Resources;
using LocalDapr.Tests.Hosting;
using Microsoft.AspNetCore.Http;

namespace LocalDapr.Tests.PubSub;

public sealed class PubSubHostTests
{
    [Fact]
    public async Task Publish_LocalBroker_ReachesTheOtherApp()
    {
        await using var b = await SubscriberAsync("""[{"pubsubName":"pubsub","topic":"t","route":"on/t"}]""");
        await using var dapr = await StartAsync(b.Port, 1);
        using var client = new HttpClient { BaseAddress = dapr.App("a").HttpEndpoint };
        using var reply = await client.PostAsJsonAsync("/v1.0/publish/pubsub/t?metadata.x-probe=z", new { n = 1 });
        Assert.Equal(HttpStatusCode.NoContent, reply.StatusCode);
        var call = await NextAsync(b, "/on/t");
        using var envelope = JsonDocument.Parse(call.Body);
        Assert.Equal(1, envelope.RootElement.GetProperty("data").GetProperty("n").GetInt32());
        Assert.Equal("a", envelope.RootElement.GetProperty("source").GetString());
        Assert.Equal("t", envelope.RootElement.GetProperty("topic").GetString());
        Assert.Equal("z", call.Headers["x-probe"]);
        Assert.Equal("application/cloudevents+json", call.Headers["content-type"]);
    }

    [Fact]
    public async Task Publish_AppRefuses_IsReadOnTheDeadLetterComponent()
    {
        await using var b = await SubscriberAsync("""[{"pubsubname":"pubsub","topic":"t","route":"/on/t","deadLetterTopic":"t-dead"},{"pubsubname":"pubsub-deadletter","topic":"t-dead","route":"/on/dead","metadata":{"rawPayload":"true"}}]""");
        b.Answer = (http, call) =>
        {
            http.Response.StatusCode = call.Target == "/on/t" ? StatusCodes.Status404NotFound : StatusCodes.Status200OK;
            return Task.CompletedTask;
        };
        await using var dapr = await StartAsync(b.Port, 2);
        using var client = new HttpClient { BaseAddress = dapr.App("a").HttpEndpoint };
        using var reply = await client.PostAsJsonAsync("/v1.0/publish/pubsub/t", new { n = 1 });
        var call = await NextAsync(b, "/on/dead");
        using var outer = JsonDocument.Parse(call.Body);
        using var inner = JsonDocument.Parse(outer.RootElement.GetProperty("data_base64").GetBytesFromBase64());
        Assert.Equal(1, inner.RootElement.GetProperty("data").GetProperty("n").GetInt32());
    }

    [Fact]
    public async Task BulkPublish_SubscriberOfBatches_GetsThemInOneCall()
    {
        await using var b = await SubscriberAsync("""[{"pubsubname":"pubsub","topic":"t","route":"/on/t","bulkSubscribe":{"enabled":true,"maxMessagesCount":10,"maxAwaitDurationMs":5000}}]""");
        b.Answer = async (http, call) =>
        {
            using var given = JsonDocument.Parse(call.Body);
            await http.Response.WriteAsJsonAsync(new { statuses = given.RootElement.GetProperty("entries").EnumerateArray().Select(e => new { entryId = e.GetProperty("entryId").GetString(), status = "SUCCESS" }).ToList() });
        };
        await using var dapr = await StartAsync(b.Port, 1);
        using var client = new HttpClient { BaseAddress = dapr.App("a").HttpEndpoint };
        using var reply = await client.PostAsJsonAsync("/v1.0/publish/bulk/pubsub/t", Enumerable.Range(0, 10).Select(i => new { entryId = $"{i}", @event = new { i }, contentType = "application/json" }));
        Assert.Equal(HttpStatusCode.NoContent, reply.StatusCode);
        using var envelope = JsonDocument.Parse((await NextAsync(b, "/on/t")).Body);
        Assert.Equal(10, envelope.RootElement.GetProperty("entries").GetArrayLength());
    }

    [Fact]
    public async Task Publish_UnknownComponentAndForbiddenTopic_AreRefused()
    {
        await using var b = await SubscriberAsync("[]");
        await using var dapr = await StartAsync(b.Port, 0);
        using var client = new HttpClient { BaseAddress = dapr.App("a").HttpEndpoint };
        using var unknown = await client.PostAsJsonAsync("/v1.0/publish/nosuch/t", 1);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        using var forbidden = await client.PostAsJsonAsync("/v1.0/publish/pubsub/only-b", 1);
        Assert.Equal(HttpStatusCode.Forbidden, forbidden.StatusCode);
        Assert.Contains("ERR_PUBSUB_FORBIDDEN", await forbidden.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_WithTraceButNoTracingConfigured_IsDeliveredInThatTrace()
    {
        const string Trace = "00-c0ffee11111111111111111111111111-2222222222222222-01";
        await using var b = await SubscriberAsync("""[{"pubsubname":"pubsub","topic":"t","route":"/on/t"}]""");
        await using var dapr = await StartAsync(b.Port, 1);
        using var client = new HttpClient { BaseAddress = dapr.App("a").HttpEndpoint };
        client.DefaultRequestHeaders.Add("traceparent", Trace);

        using var reply = await client.PostAsJsonAsync("/v1.0/publish/pubsub/t", 1);

        Assert.Equal(HttpStatusCode.NoContent, reply.StatusCode);
        Assert.Equal(Trace, (await NextAsync(b, "/on/t")).Headers["traceparent"]);
    }

    private static async Task<LocalDaprHost> StartAsync(int portOfB, int subscriptions)
    {
        var resources = new ResourceSet
        {
            Components = new[] { Component("pubsub"), Component("pubsub-deadletter") }.ToDictionary(c => c.Name),
            Subscriptions = [],
            Endpoints = new Dictionary<string, HttpEndpointSpec>(),
            Resiliency = [],
            Configuration = new ConfigurationSpec(false, null, new Dictionary<string, bool>(), [], null),
        };
        var watch = new SubscriptionWatch();
        var dapr = await LocalDaprHost.StartAsync(new LocalDaprOptions { Apps = [new LocalDaprApp { AppId = "a" }, new LocalDaprApp { AppId = "b", AppPort = portOfB }], LoadResources = _ => resources, LoggerFactory = watch });
        await watch.WaitForAsync(subscriptions);
        return dapr;
    }

    private static ComponentSpec Component(string name) =>
        new(name, "pubsub.local", "v1", new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["publishingScopes"] = "a=t,t-dead;b=t,t-dead,only-b" }, "test");

    private static async Task<PlayedApp> SubscriberAsync(string subscriptions)
    {
        var app = await PlayedApp.StartAsync();
        app.Subscriptions = subscriptions;
        return app;
    }

    private static async Task<PlayedCall> NextAsync(PlayedApp app, string target)
    {
        var call = await app.NextAsync();
        while (call.Target != target)
            call = await app.NextAsync();
        return call;
    }
}
