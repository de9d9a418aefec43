using System.Net;
using System.Net.Sockets;
using LocalDapr.Hosting;

namespace LocalDapr.Tests.Hosting;

public sealed class LocalDaprHostTests
{
    [Fact]
    public async Task StartAsync_TwoApps_BothAreHealthy()
    {
        await using var dapr = await LocalDaprHost.StartAsync(Options("a", "b"));
        using var client = new HttpClient();
        foreach (var app in dapr.Apps)
        {
            using var reply = await client.GetAsync(new Uri(app.HttpEndpoint, "/v1.0/healthz"));
            Assert.Equal(HttpStatusCode.NoContent, reply.StatusCode);
        }
    }

    [Fact]
    public async Task StartAsync_PortTaken_NamesPortAndApp()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var options = Options("orders");
        options.Apps[0].HttpPort = port;
        var error = await Assert.ThrowsAsync<LocalDaprException>(() => LocalDaprHost.StartAsync(options));
        Assert.Contains("orders", error.Message, StringComparison.Ordinal);
        Assert.Contains(port.ToString(System.Globalization.CultureInfo.InvariantCulture), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartAsync_SeveralMistakes_NamesAll()
    {
        var options = new LocalDaprOptions { Apps = [new LocalDaprApp { AppId = "a", HttpPort = 70_000 }, new LocalDaprApp { AppId = "a", AppProtocol = "quic" }] };
        var error = await Assert.ThrowsAsync<LocalDaprException>(() => LocalDaprHost.StartAsync(options));
        Assert.Contains("70000", error.Message, StringComparison.Ordinal);
        Assert.Contains("quic", error.Message, StringComparison.Ordinal);
        Assert.Contains("2 times", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StopSidecarAsync_ThenStart_KeepsPorts()
    {
        await using var dapr = await LocalDaprHost.StartAsync(Options("a"));
        var before = dapr.App("a").HttpEndpoint;
        await dapr.StopSidecarAsync("a");
        Assert.False(dapr.App("a").IsRunning);
        await dapr.StartSidecarAsync("a");
        Assert.Equal(before, dapr.App("a").HttpEndpoint);
    }

    [Fact]
    public async Task DisposeAsync_OwnDataDirectory_IsDeleted()
    {
        string directory;
        await using (var dapr = await LocalDaprHost.StartAsync(Options("a")))
        {
            directory = dapr.DataDirectory;
            Assert.True(Directory.Exists(directory));
        }

        Assert.False(Directory.Exists(directory));
    }

    [Fact]
    public async Task Shutdown_Asked_CompletesStopRequested()
    {
        await using var dapr = await LocalDaprHost.StartAsync(Options("a"));
        using var client = new HttpClient();
        using var reply = await client.PostAsync(new Uri(dapr.App("a").HttpEndpoint, "/v1.0/shutdown"), null);
        Assert.Equal("a", await dapr.StopRequested.WaitAsync(TimeSpan.FromSeconds(10)));
    }

    private static LocalDaprOptions Options(params string[] ids) =>
        new() { Apps = [.. ids.Select(id => new LocalDaprApp { AppId = id })], LoadResources = _ => TestResources.Create() };
}
