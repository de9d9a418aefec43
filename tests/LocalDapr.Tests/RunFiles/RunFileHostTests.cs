using System.Diagnostics;
using System.Net.Sockets;
using LocalDapr.Hosting;
using LocalDapr.Resources;
using LocalDapr.RunFiles;

namespace LocalDapr.Tests.RunFiles;

public sealed class RunFileHostTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly RecordingConsole _console = new();

    public RunFileHostTests()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there is no POSIX shell");
        Directory.CreateDirectory(_folder.At("one"));
        Directory.CreateDirectory(_folder.At("two"));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Start_ThreeApps_GivesTheRecordedEnvironmentAndFolder()
    {
        await using var run = await StartAsync("""
            version: 1
            common:
              env: {SHARED: all}
            apps:
              - appID: first
                appDirPath: one
                appPort: 0
                command: ["/bin/sh", "-c", "env | sort; pwd; echo done; exec sleep 600"]
                env: {OWN: mine}
              - appDirPath: two
            """);
        await _console.Line("first: done").WaitAsync(TestContext.Current.CancellationToken);

        var first = run.Apps[0];
        foreach (var expected in new[]
        {
            "APP_ID=first", "APP_PROTOCOL=http", "APP_CHANNEL_ADDRESS=", "SHARED=all", "OWN=mine", "EXTRA=given", "SCALED_CLOCK=0;1", _folder.At("one"),
            $"DAPR_HTTP_PORT={first.HttpPort}", $"DAPR_GRPC_PORT={first.GrpcPort}",
        })
        {
            Assert.Contains($"first: {expected}", _console.Lines);
        }

        Assert.Contains(_console.Lines, l => l.StartsWith("first: DAPR_METRICS_PORT=", StringComparison.Ordinal));
        Assert.DoesNotContain(_console.Lines, l => l.StartsWith("first: APP_PORT=", StringComparison.Ordinal) || l.StartsWith("first: DAPR_HTTP_ENDPOINT=", StringComparison.Ordinal));
        Assert.Contains(_console.Warnings, w => w.Message == "app 'two' has no command; only its sidecar runs.");
        Assert.Matches(@"/one/\.dapr/logs/first_app_\d{14}\.log$", first.LogPath);
        Assert.Equal(["first", "two"], run.Apps.Select(a => a.AppId));
        Assert.Null(run.Apps[1].ProcessId);
    }

    [Fact]
    public async Task Start_AppThatFails_IsToldWithItsLinesAndOthersGoOn()
    {
        await using var run = await StartAsync("""
            version: 1
            apps:
              - appID: failing
                appDirPath: one
                command: ["/bin/sh", "-c", "echo about to fail; exit 7"]
              - appID: steady
                appDirPath: two
                command: ["/bin/sh", "-c", "exec sleep 600"]
            """);

        var exit = await _console.FirstExit.WaitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(("failing", 7), (exit.AppId, exit.ExitCode));
        Assert.Equal(["about to fail"], exit.LastLines);
        Assert.Equal("about to fail", (await File.ReadAllTextAsync(exit.LogPath!, TestContext.Current.CancellationToken)).Trim());
        Assert.Equal((7, null), (run.Apps[0].ExitCode, run.Apps[1].ExitCode));
        Assert.All(run.Host.Apps, a => Assert.True(a.IsRunning));
    }

    [Fact]
    public async Task Restart_RunningApp_StartsItAnewWithMoreEnvironmentAndTheSameSidecar()
    {
        await using var run = await StartAsync("""
            version: 1
            apps:
              - appID: first
                appDirPath: one
                command: ["/bin/sh", "-c", "echo mode=${MODE:-plain}; exec sleep 600"]
              - appID: second
                appDirPath: two
            """);
        await _console.Line("first: mode=plain").WaitAsync(TestContext.Current.CancellationToken);
        var (process, port) = (run.Apps[0].ProcessId, run.Apps[0].HttpPort);

        await run.RestartAsync("first", new Dictionary<string, string> { ["MODE"] = "other" });

        await _console.Line("first: mode=other").WaitAsync(TestContext.Current.CancellationToken);
        Assert.NotEqual(process, run.Apps[0].ProcessId);
        Assert.Equal(port, run.Apps[0].HttpPort);
        Assert.Null(run.Apps[0].ExitCode);
        Assert.False(_console.FirstExit.IsCompleted);
        await Assert.ThrowsAsync<ArgumentException>(() => run.RestartAsync("second"));
        await Assert.ThrowsAsync<ArgumentException>(() => run.RestartAsync("third"));
    }

    [Fact]
    public async Task Dispose_RunningApps_EndsThemAndTheSidecars()
    {
        var run = await StartAsync("""
            version: 1
            apps:
              - appID: stubborn
                appDirPath: one
                command: ["/bin/sh", "-c", "sleep 600 & sleep 600; wait"]
            """);
        var (process, port) = (run.Apps[0].ProcessId!.Value, run.Apps[0].HttpPort);
        var began = Stopwatch.GetTimestamp();

        await run.DisposeAsync();

        Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(10));
        Assert.Throws<ArgumentException>(() => Process.GetProcessById(process));
        using var client = new TcpClient();
        await Assert.ThrowsAsync<SocketException>(async () => await client.ConnectAsync("127.0.0.1", port, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Start_UnknownProgram_StopsWhatRuns()
    {
        var error = await Assert.ThrowsAsync<LocalDaprException>(() => StartAsync("""
            version: 1
            apps:
              - appID: nothing
                appDirPath: one
                command: ["no-such-program-anywhere"]
            """));

        Assert.Contains("dapr.yaml:3: the command of app 'nothing' cannot be started: 'no-such-program-anywhere'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_TakenPort_NamesItBeforeAnythingStarts()
    {
        using var taken = new TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        var port = ((System.Net.IPEndPoint)taken.LocalEndpoint).Port;

        var error = await Assert.ThrowsAsync<InvalidFilesException>(() => StartAsync($"""
            version: 1
            apps:
              - appID: late
                appDirPath: one
                daprHTTPPort: {port}
            """));

        Assert.Contains($"daprHTTPPort {port} of app 'late' is taken", error.Message, StringComparison.Ordinal);
    }

    private async Task<RunFileHost> StartAsync(string text)
    {
        await File.WriteAllTextAsync(_folder.At("dapr.yaml"), text, TestContext.Current.CancellationToken);
        var options = new RunFileOptions
        {
            Path = _folder.Path,
            Console = _console,
            ScaledClock = "0;1",
            AppEnvironment = new Dictionary<string, IReadOnlyDictionary<string, string>> { ["first"] = new Dictionary<string, string> { ["EXTRA"] = "given" } },
        };
        return await RunFileHost.StartAsync(options, TestContext.Current.CancellationToken);
    }
}
