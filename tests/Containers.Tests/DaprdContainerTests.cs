using System.Net;
using System.Net.Http.Json;
using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Images;
using VectorCare.TestKit;
using VectorCare.TestServers;

namespace VectorCare.Containers.Tests;

public sealed class DaprdContainerTests
{
    [Fact]
    public async Task Save_StateOnDaprd_IsReadBack()
    {
        var port = FreePorts.Next();
        var image = DockerEngine.Image("VECTORCARE_DAPRD_IMAGE", "daprio/daprd:1.16.9");

        // Never pulled and never required: this is for machines that have it.
        await using var daprd = await DockerEngine.StartAsync(() => DockerEngine.Of(image, port)
            .WithImagePullPolicy(PullPolicy.Never)
            .WithResourceMapping("apiVersion: dapr.io/v1alpha1\nkind: Component\nmetadata:\n  name: component\nspec:\n  type: state.in-memory\n  version: v1\n"u8.ToArray(), "/components/state.yaml")
            .WithCommand("./daprd", "--app-id", "a", "--dapr-http-port", $"{port}", "--dapr-listen-addresses", DockerEngine.OnHost ? "127.0.0.1" : "0.0.0.0", "--resources-path", "/components")
            .WithWaitStrategy(Wait.ForUnixContainer().UntilMessageIsLogged("dapr initialized. Status: Running")), required: false);
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{(DockerEngine.OnHost ? port : daprd.GetMappedPublicPort(port))}") };

        using var saved = await client.PostAsJsonAsync("/v1.0/state/component", new[] { new { key = "k", value = "v" } });

        Assert.Equal(HttpStatusCode.NoContent, saved.StatusCode);
        Assert.Equal("\"v\"", await client.GetStringAsync(new Uri("/v1.0/state/component/k", UriKind.Relative)));
    }
}
