using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using LocalDapr.Hosting;
using LocalDapr.Tests.Hosting;

namespace LocalDapr.Tests.Sidecars;

public sealed class HttpApiTests
{
    [Theory]
    [InlineData("POST", "v1.0/jobs/large")]
    [InlineData("PUT", "v1.0/metadata/large")]
    public async Task Request_BodyOverTheLimit_CannotBeRead(string verb, string path)
    {
        await using var dapr = await LocalDaprHost.StartAsync(new LocalDaprOptions { Apps = [new LocalDaprApp { AppId = "app", MaxBodyBytes = 1000 }], LoadResources = _ => TestResources.Create() });
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(new HttpMethod(verb), new Uri(dapr.App("app").HttpEndpoint, path)) { Content = new ByteArrayContent(new byte[2000]) };

        using var answer = await client.SendAsync(request);

        Assert.Equal((HttpStatusCode.BadRequest, "ERR_BODY_READ"), (answer.StatusCode, (await answer.Content.ReadFromJsonAsync<JsonObject>())!["errorCode"]!.ToString()));
    }
}
