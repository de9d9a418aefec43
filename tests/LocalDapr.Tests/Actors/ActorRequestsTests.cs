using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using LocalDapr.Hosting;
using LocalDapr.Resources;
using LocalDapr.Tests.Hosting;

namespace LocalDapr.Tests.Actors;

/// <summary>Requests that are refused before anybody looks at the actor.</summary>
public sealed class ActorRequestsTests : IAsyncLifetime
{
    private readonly HttpClient _client = new();
    private PlayedApp _app = null!;
    private LocalDaprHost _dapr = null!;

    public async ValueTask InitializeAsync()
    {
        _app = await PlayedApp.StartAsync();
        _app.Config = """{"entities":["Inbox"]}""";
        var store = new ComponentSpec("store", "state.in-memory", "v1", new Dictionary<string, string> { ["actorStateStore"] = "true" }, "test");
        _dapr = await LocalDaprHost.StartAsync(new LocalDaprOptions { Apps = [new LocalDaprApp { AppId = "app", AppPort = _app.Port }], LoadResources = _ => TestResources.With(store) });
        _client.BaseAddress = new Uri(_dapr.App("app").HttpEndpoint, "v1.0/actors/");
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _dapr.DisposeAsync();
        await _app.DisposeAsync();
    }

    [Theory]
    [InlineData("Inbox/a%5Cb/method/m", HttpStatusCode.BadRequest, "ERR_BAD_REQUEST")]
    [InlineData("Inbox/a%0Ab/method/m", HttpStatusCode.BadRequest, "ERR_BAD_REQUEST")]
    [InlineData("In%23box/a/method/m", HttpStatusCode.BadRequest, "ERR_BAD_REQUEST")]
    [InlineData("Inbox/a/method/m%3Fx", HttpStatusCode.BadRequest, "ERR_BAD_REQUEST")]
    [InlineData("Inbox/a/reminders/a%2Fb", HttpStatusCode.BadRequest, "ERR_BAD_REQUEST")]
    [InlineData("Inbox/a/timers/a%23b", HttpStatusCode.BadRequest, "ERR_BAD_REQUEST")]
    [InlineData("dapr.internal.default.app.workflow/a/reminders/n", HttpStatusCode.Forbidden, "ERR_ACTOR_TYPE_RESERVED")]
    [InlineData("dapr.internal.default.app.workflow/a/timers/n", HttpStatusCode.Forbidden, "ERR_ACTOR_TYPE_RESERVED")]
    public async Task Post_NameThatDaprRefuses_IsRefused(string path, HttpStatusCode status, string code)
    {
        using var answer = await _client.PostAsJsonAsync(path, new { dueTime = "1h" });

        Assert.Equal((status, code), (answer.StatusCode, (await answer.Content.ReadFromJsonAsync<JsonObject>())!["errorCode"]!.ToString()));
        Assert.Empty(_app.Calls);
    }

    [Fact]
    public async Task Post_BodyOverTheLimit_IsBadRequest()
    {
        using var answer = await _client.PostAsync(new Uri("Inbox/a/method/m", UriKind.Relative), new ByteArrayContent(new byte[5_000_000]));

        Assert.Equal((HttpStatusCode.BadRequest, "ERR_BAD_REQUEST"), (answer.StatusCode, (await answer.Content.ReadFromJsonAsync<JsonObject>())!["errorCode"]!.ToString()));
    }
}
