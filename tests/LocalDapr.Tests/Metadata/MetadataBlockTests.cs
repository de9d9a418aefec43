using System.Net;
using System.Text.Json;
using LocalDapr.Hosting;
using LocalDapr.Tests.Hosting;

namespace LocalDapr.Tests.Metadata;

public sealed class MetadataBlockTests : IAsyncLifetime
{
    private readonly HttpClient _client = new();
    private LocalDaprHost _dapr = null!;

    public async ValueTask InitializeAsync()
    {
        _dapr = await LocalDaprHost.StartAsync(new LocalDaprOptions
        {
            Apps = [new LocalDaprApp { AppId = "probe", ApiToken = "secret" }],
            LoadResources = _ => TestResources.Create(null, TestResources.Endpoint("vendor", 1)),
        });
        _client.BaseAddress = _dapr.App("probe").HttpEndpoint;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _dapr.DisposeAsync();
    }

    [Fact]
    public async Task Metadata_AttributeSet_IsShownBesideIdAndEndpoints()
    {
        using var put = await SendAsync(HttpMethod.Put, "/v1.0/metadata/color", "blue");
        Assert.Equal(HttpStatusCode.NoContent, put.StatusCode);
        using var get = await SendAsync(HttpMethod.Get, "/v1.0/metadata", null);
        using var document = JsonDocument.Parse(await get.Content.ReadAsStringAsync());
        Assert.Equal("probe", document.RootElement.GetProperty("id").GetString());
        Assert.Equal("blue", document.RootElement.GetProperty("extended").GetProperty("color").GetString());
        Assert.Equal("vendor", document.RootElement.GetProperty("httpEndpoints")[0].GetProperty("name").GetString());
    }

    [Theory]
    [InlineData("GET", "/v1.0/metadata", 401)]
    [InlineData("GET", "/nothing", 401)]
    [InlineData("GET", "/v1.0/healthz", 204)]
    [InlineData("GET", "/v1.0/healthz/outbound", 204)]
    [InlineData("GET", "/v1.0//healthz", 401)]
    [InlineData("POST", "/v1.0/healthz", 401)]
    public async Task Token_Missing_OnlyHealthAnswers(string verb, string path, int status)
    {
        using var request = new HttpRequestMessage(new HttpMethod(verb), path);
        using var reply = await _client.SendAsync(request);
        Assert.Equal(status, (int)reply.StatusCode);
        Assert.Equal(!path.Contains("healthz", StringComparison.Ordinal), reply.Headers.Contains("traceparent"));
    }

    [Fact]
    public async Task MissingApi_Asked_IsRefusedByName()
    {
        using var reply = await SendAsync(HttpMethod.Post, "/v1.0-alpha1/lock/store", "{}");
        Assert.Equal(HttpStatusCode.NotImplemented, reply.StatusCode);
        Assert.Contains("distributed lock", await reply.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod verb, string path, string? body)
    {
        using var request = new HttpRequestMessage(verb, path);
        request.Headers.Add("dapr-api-token", "secret");
        request.Content = body is null ? null : new StringContent(body);
        return await _client.SendAsync(request);
    }
}
