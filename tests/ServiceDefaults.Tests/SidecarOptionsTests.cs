using Microsoft.Extensions.Configuration;
using VectorCare.ServiceDefaults.Sidecar;

namespace VectorCare.ServiceDefaults.Tests;

public sealed class SidecarOptionsTests
{
    [Fact]
    public void From_Nothing_IsDaprsDefaults()
    {
        var options = SidecarOptions.From(new ConfigurationBuilder().Build());

        Assert.Equal((new Uri("http://127.0.0.1:3500"), new Uri("http://127.0.0.1:50001"), null, null), (options.Http, options.Grpc, options.ApiToken, options.AppToken));
    }

    [Fact]
    public void From_BadValues_NamesEveryOne()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["DAPR_HTTP_PORT"] = "99999", ["DAPR_GRPC_ENDPOINT"] = "localhost" }).Build();

        var error = Assert.Throws<InvalidOperationException>(() => SidecarOptions.From(configuration));

        Assert.Contains("DAPR_HTTP_PORT=99999", error.Message, StringComparison.Ordinal);
        Assert.Contains("DAPR_GRPC_ENDPOINT=localhost", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void From_EndpointAndPort_TakesTheEndpoint()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["DAPR_HTTP_PORT"] = "3601", ["DAPR_HTTP_ENDPOINT"] = "https://sidecar.example" }).Build();

        Assert.Equal(new Uri("https://sidecar.example"), SidecarOptions.From(configuration).Http);
    }
}
