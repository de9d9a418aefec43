using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using LocalDapr.Hosting;
using LocalDapr.Tests.Hosting;
using Microsoft.AspNetCore.Http;

namespace LocalDapr.Tests.Invocation;

public sealed class HttpInvocationTests : IAsyncLifetime
{
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    private PlayedApp _callee = null!;
    private LocalDaprHost _dapr = null!;

    public async ValueTask InitializeAsync()
    {
        _callee = await PlayedApp.StartAsync();
        _dapr = await LocalDaprHost.StartAsync(new LocalDaprOptions
        {
            Apps = [new LocalDaprApp { AppId = "probe", AppToken = "secret" }, new LocalDaprApp { AppId = "callee", AppPort = _callee.Port }],
            LoadResources = _ => TestResources.Create(null, TestResources.Endpoint("vendor", _callee.Port, KeyValuePair.Create("x-key", "k"))),
        });
        _client.BaseAddress = _dapr.App("probe").HttpEndpoint;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _dapr.DisposeAsync();
        await _callee.DisposeAsync();
    }

    [Fact]
    public async Task Invoke_App_PassesBodyQueryAndCaller()
    {
        _callee.Answer = (http, _) => http.Response.WriteAsJsonAsync(new { ok = 1 });
        using var reply = await _client.PostAsJsonAsync("/v1.0/invoke/callee/method/a%20b/c%2Fd?x=1%202", new { a = 1 });
        Assert.Equal("""{"ok":1}""", await reply.Content.ReadAsStringAsync());
        Assert.True(reply.Headers.Contains("traceparent"));
        var call = await _callee.NextAsync();
        Assert.Equal("/a%20b/c/d?x=1%202", call.Target);
        Assert.Equal("""{"a":1}""", call.Body);
        Assert.Equal("probe", call.Headers["dapr-caller-app-id"]);
        Assert.Equal("callee", call.Headers["dapr-callee-app-id"]);
    }

    [Fact]
    public async Task Invoke_HeaderForm_TakesPathAsItIs()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1.0/nothing/here?y=2");
        request.Headers.Add("dapr-app-id", "callee");
        using var reply = await _client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
        var call = await _callee.NextAsync();
        Assert.Equal("/v1.0/nothing/here?y=2", call.Target);
        Assert.False(call.Headers.ContainsKey("dapr-app-id"));
    }

    [Fact]
    public async Task Invoke_Endpoint_AddsItsHeadersAndNoCaller()
    {
        using var reply = await _client.GetAsync("/v1.0/invoke/vendor/method/v");
        var call = await _callee.NextAsync();
        Assert.Equal("k", call.Headers["x-key"]);
        Assert.False(call.Headers.ContainsKey("dapr-caller-app-id"));
        Assert.True(call.Headers.ContainsKey("traceparent"));
    }

    [Fact]
    public async Task Invoke_EndpointRedirects_AreFollowedButNotPost307()
    {
        _callee.Answer = (http, call) =>
        {
            if (call.Target is "/old" or "/keep")
            {
                http.Response.StatusCode = call.Target == "/old" ? 302 : 307;
                http.Response.Headers.Location = "/new";
            }

            return Task.CompletedTask;
        };
        using var followed = await _client.PostAsJsonAsync("/v1.0/invoke/vendor/method/old", 1);
        Assert.Equal(HttpStatusCode.OK, followed.StatusCode);
        using var kept = await _client.PostAsJsonAsync("/v1.0/invoke/vendor/method/keep", 1);
        Assert.Equal(HttpStatusCode.TemporaryRedirect, kept.StatusCode);
        Assert.Equal(["POST /old", "GET /new", "POST /keep"], _callee.Calls.Select(c => $"{c.Verb} {c.Target}"));
    }

    [Fact]
    public async Task Invoke_RawUrl_IsCalledWithTheAppTokenAsAnEndpointIsNot()
    {
        using var reply = await _client.GetAsync($"/v1.0/invoke/http%3A%2F%2F127.0.0.1%3A{_callee.Port}%2Fbase/method/raw?x=1");
        using var other = await _client.GetAsync("/v1.0/invoke/vendor/method/x");

        var raw = await _callee.NextAsync();
        Assert.Equal(("/base/raw?x=1", "secret"), (raw.Target, raw.Headers["dapr-api-token"]));
        Assert.DoesNotContain("dapr-api-token", (await _callee.NextAsync()).Headers.Keys);
    }

    [Theory]
    [InlineData("/v1.0/nothing", HttpStatusCode.NotFound)]
    [InlineData("/v1.0/invoke//method/x", HttpStatusCode.NotFound)]
    [InlineData("/v1.0/invoke/nobody/method/x", HttpStatusCode.InternalServerError)]
    [InlineData("/v1.0/invoke/callee/method/a%23b", HttpStatusCode.InternalServerError)]
    [InlineData("/v1.0/invoke/callee/method/a%3Fb", HttpStatusCode.InternalServerError)]
    [InlineData("/v1.0/invoke/vendor/method/a%0Db", HttpStatusCode.InternalServerError)]
    [InlineData("/v1.0/invoke/callee/method/%25done", HttpStatusCode.InternalServerError)]
    public async Task Invoke_NoTarget_IsDirectInvokeError(string path, HttpStatusCode status)
    {
        using var reply = await _client.GetAsync(path);
        Assert.Equal(status, reply.StatusCode);
        using var body = JsonDocument.Parse(await reply.Content.ReadAsStringAsync());
        Assert.Equal("ERR_DIRECT_INVOKE", body.RootElement.GetProperty("errorCode").GetString());
        Assert.Empty(_callee.Calls);
    }

    [Fact]
    public async Task Invoke_BodyOverLimit_NeverReachesCallee()
    {
        using var content = new ByteArrayContent(new byte[(4 * 1024 * 1024) + 1]);
        using var reply = await _client.PostAsync("/v1.0/invoke/callee/method/x", content);
        Assert.Equal(HttpStatusCode.InternalServerError, reply.StatusCode);
        Assert.Empty(_callee.Calls);
    }

    [Fact]
    public async Task Invoke_LargeReply_IsStreamed()
    {
        _callee.Answer = (http, _) => http.Response.Body.WriteAsync(new byte[6_000_000]).AsTask();
        Assert.Equal(6_000_000, (await _client.GetByteArrayAsync("/v1.0/invoke/callee/method/x")).Length);
    }

    [Fact]
    public async Task Invoke_ReplyThatBreaksOff_FailsAndIsNotTriedAgain()
    {
        _callee.Answer = async (http, _) =>
        {
            http.Response.ContentType = "text/html";
            http.Response.ContentLength = 10;
            await http.Response.WriteAsync("begin");
            await http.Response.Body.FlushAsync();
            http.Abort();
        };
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => _client.GetByteArrayAsync("/v1.0/invoke/vendor/method/x"));
        Assert.Single(_callee.Calls);
    }

    [Fact]
    public async Task Faults_Down_FailsUntilUp()
    {
        _dapr.Faults.Down("callee");
        using var watch = _dapr.Events.Watch();
        using var failed = await _client.GetAsync("/v1.0/invoke/callee/method/x");
        Assert.Equal(HttpStatusCode.InternalServerError, failed.StatusCode);
        Assert.Empty(_callee.Calls);
        _dapr.Faults.Up("callee");
        using var worked = await _client.GetAsync("/v1.0/invoke/callee/method/x");
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        Assert.Equal("callee", (await watch.WaitForAsync(_ => true, limit.Token)).Target);
        Assert.Equal(HttpStatusCode.OK, worked.StatusCode);
    }
}
