using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Dapr.Client.Autogen.Grpc.v1;
using Grpc.Core;
using Grpc.Net.Client;
using LocalDapr.Hosting;
using LocalDapr.Resources;
using LocalDapr.Tests.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace LocalDapr.Tests.Configuration;

/// <summary>The API over HTTP and gRPC, on the file store.</summary>
public sealed class ConfigurationApiTests : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _clock = new(TimeProvider.System.GetUtcNow());
    private PlayedApp? _app;
    private LocalDaprHost? _dapr;

    private string File => _folder.At("configuration.json");

    private Uri Http => _dapr!.App("app").HttpEndpoint;

    public async ValueTask DisposeAsync()
    {
        if (_dapr is not null)
            await _dapr.DisposeAsync();
        if (_app is not null)
            await _app.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("v1.0/configuration/settings?key=rate", """{"rate":{"value":"5","version":"2"}}""")]
    [InlineData("v1.0-alpha1/configuration/settings?key=rate&key=missing", """{"rate":{"value":"5","version":"2"}}""")]
    [InlineData("v1.0/configuration/settings", """{"note":{"value":"n","metadata":{"by":"me"}},"plain":{"value":"text"},"rate":{"value":"5","version":"2"}}""")]
    public async Task Get_Http_AnswersItems(string path, string expected)
    {
        await StartAsync("""{"rate":{"value":"5","version":"2"},"plain":"text","note":{"value":"n","metadata":{"by":"me"}}}""");
        using var http = new HttpClient();

        Assert.Equal(expected, await http.GetStringAsync(new Uri(Http, path)));
    }

    [Theory]
    [InlineData("settings?key=missing", HttpStatusCode.NoContent, "")]
    [InlineData("nowhere", HttpStatusCode.BadRequest, """{"errorCode":"ERR_CONFIGURATION_STORE_NOT_FOUND","message":"configuration store nowhere not found"}""")]
    [InlineData("nowhere/subscribe", HttpStatusCode.BadRequest, """{"errorCode":"ERR_CONFIGURATION_STORE_NOT_FOUND","message":"configuration store nowhere not found"}""")]
    [InlineData("settings/subscribe?key=a", HttpStatusCode.InternalServerError, """{"errorCode":"ERR_APP_CHANNEL_NIL","message":"app channel is not initialized. cannot subscribe to configuration updates"}""")]
    [InlineData("settings/no-id/unsubscribe", HttpStatusCode.InternalServerError, """{"message":"failed to unsubscribe to configuration request no-id: subscription with id no-id does not exist"}""")]
    public async Task Call_HttpWithoutResult_AnswersAsDapr(string path, HttpStatusCode status, string body)
    {
        await StartAsync("{}", withApp: false);
        using var http = new HttpClient();

        using var answer = await http.GetAsync(new Uri(Http, "v1.0/configuration/" + path));

        Assert.Equal((status, body), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task Call_NoStoreAtAll_IsNotConfigured()
    {
        _dapr = await LocalDaprHost.StartAsync(new LocalDaprOptions { Apps = [new LocalDaprApp { AppId = "app" }], LoadResources = _ => TestResources.Create() });
        using var http = new HttpClient();
        using var channel = GrpcChannel.ForAddress(_dapr.App("app").GrpcEndpoint);

        using var answer = await http.GetAsync(new Uri(Http, "v1.0/configuration/any"));
        var error = await Assert.ThrowsAsync<RpcException>(async () => await new Dapr.Client.Autogen.Grpc.v1.Dapr.DaprClient(channel).GetConfigurationAsync(new GetConfigurationRequest { StoreName = "any" }));

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Equal("""{"errorCode":"ERR_CONFIGURATION_STORE_NOT_CONFIGURED","message":"configuration stores not configured"}""", await answer.Content.ReadAsStringAsync());
        Assert.Equal(StatusCode.FailedPrecondition, error.StatusCode);
    }

    [Fact]
    public async Task Subscribe_Http_ApplicationGetsChangesUntilItUnsubscribes()
    {
        await StartAsync("""{"rate":"1","other":"1"}""");
        using var http = new HttpClient();
        var id = (await http.GetFromJsonAsync<JsonObject>(new Uri(Http, "v1.0/configuration/settings/subscribe?key=rate")))!["id"]!.ToString();

        Change("""{"rate":{"value":"2","version":"7"},"other":"2"}""");
        var changed = await _app!.NextAsync();
        Change("""{"other":"2"}""");
        var gone = await _app.NextAsync();
        var unsubscribed = await http.GetStringAsync(new Uri(Http, $"v1.0/configuration/settings/{id}/unsubscribe"));
        using var again = await http.GetAsync(new Uri(Http, $"v1.0/configuration/settings/{id}/unsubscribe"));

        Assert.Equal(("POST", "/configuration/settings/rate", "application/json"), (changed.Verb, changed.Target, changed.Headers["content-type"]));
        Assert.Equal("""{"id":"ID","items":{"rate":{"value":"2","version":"7"}}}""".Replace("ID", id, StringComparison.Ordinal), changed.Body);
        Assert.Equal("""{"id":"ID","items":{"rate":{}}}""".Replace("ID", id, StringComparison.Ordinal), gone.Body);
        Assert.Equal("""{"ok":true}""", unsubscribed);
        Assert.Equal(HttpStatusCode.InternalServerError, again.StatusCode);
        Assert.DoesNotContain(_app.Calls, c => c.Target.EndsWith("/other", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Subscribe_Grpc_StreamBeginsWithItsIdAndEndsWhenUnsubscribed()
    {
        await StartAsync("""{"rate":"1"}""");
        using var channel = GrpcChannel.ForAddress(_dapr!.App("app").GrpcEndpoint);
        var client = new Dapr.Client.Autogen.Grpc.v1.Dapr.DaprClient(channel);
        using var stream = client.SubscribeConfiguration(new SubscribeConfigurationRequest { StoreName = "settings" });
        Assert.True(await stream.ResponseStream.MoveNext(default));
        var id = stream.ResponseStream.Current.Id;
        Assert.Empty(stream.ResponseStream.Current.Items);

        Change("""{"rate":{"value":"2","metadata":{"by":"me"}}}""");
        Assert.True(await stream.ResponseStream.MoveNext(default));
        var changed = stream.ResponseStream.Current;
        var known = await client.UnsubscribeConfigurationAsync(new UnsubscribeConfigurationRequest { StoreName = "settings", Id = id });
        var unknown = await client.UnsubscribeConfigurationAsync(new UnsubscribeConfigurationRequest { StoreName = "settings", Id = "none" });

        Assert.Equal((id, "2", "me"), (changed.Id, changed.Items["rate"].Value, changed.Items["rate"].Metadata["by"]));
        Assert.True(known.Ok);
        Assert.False(unknown.Ok);
        Assert.Contains("subscription does not exist", unknown.Message, StringComparison.Ordinal);
        Assert.False(await stream.ResponseStream.MoveNext(default));
        Assert.Equal("rate", Assert.Single((await client.GetConfigurationAlpha1Async(new GetConfigurationRequest { StoreName = "settings", Keys = { "rate", "none" } })).Items).Key);
    }

    [Fact]
    public async Task Grpc_UnknownStore_IsInvalidArgument()
    {
        await StartAsync("{}");
        using var channel = GrpcChannel.ForAddress(_dapr!.App("app").GrpcEndpoint);
        using var stream = new Dapr.Client.Autogen.Grpc.v1.Dapr.DaprClient(channel).SubscribeConfigurationAlpha1(new SubscribeConfigurationRequest { StoreName = "nowhere" });

        var error = await Assert.ThrowsAsync<RpcException>(() => stream.ResponseStream.MoveNext(default));

        Assert.Equal((StatusCode.InvalidArgument, "configuration store nowhere not found"), (error.StatusCode, error.Status.Detail));
    }

    private void Change(string json)
    {
        System.IO.File.WriteAllText(File, json);
        _clock.Advance(TimeSpan.FromSeconds(1));
    }

    private async Task StartAsync(string json, bool withApp = true)
    {
        await System.IO.File.WriteAllTextAsync(File, json);
        _app = await PlayedApp.StartAsync();
        var store = new ComponentSpec("settings", "configuration.local.file", "v1", new Dictionary<string, string> { ["file"] = File }, "test");
        _dapr = await LocalDaprHost.StartAsync(new LocalDaprOptions
        {
            Apps = [new LocalDaprApp { AppId = "app", AppPort = withApp ? _app.Port : 0 }],
            Clock = _clock,
            LoadResources = _ => TestResources.With(store),
        });
    }
}
