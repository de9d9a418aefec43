using System.Diagnostics;
using System.Globalization;
using VectorCare.TestKit;

namespace LocalDapr.Tests.Durability;

/// <summary>LocalDapr as a process of its own, which can be killed.</summary>
internal sealed class KilledRuntime : IAsyncDisposable
{
    private readonly Process _process;

    private KilledRuntime(Process process, HttpClient http) => (_process, Http) = (process, http);

    /// <summary>Sends to the sidecar.</summary>
    public HttpClient Http { get; }

    /// <summary>Writes the run file and components of one app.</summary>
    public static int Prepare(string folder, int appPort)
    {
        var port = FreePorts.Next();
        Directory.CreateDirectory(Path.Combine(folder, "resources"));
        File.WriteAllText(Path.Combine(folder, "dapr.yaml"), string.Create(CultureInfo.InvariantCulture, $"""
            version: 1
            common:
              resourcesPath: resources
            apps:
              - appID: app
                appDirPath: .
                appPort: {appPort}
                daprHTTPPort: {port}
                daprGRPCPort: {FreePorts.Next()}
            """));
        File.WriteAllText(Path.Combine(folder, "resources", "all.yaml"), """
            apiVersion: dapr.io/v1alpha1
            kind: Component
            metadata: {name: store}
            spec:
              type: state.sqlite
              version: v1
              metadata: [{name: connectionString, value: state.db}, {name: actorStateStore, value: "true"}]
            ---
            apiVersion: dapr.io/v1alpha1
            kind: Component
            metadata: {name: bus}
            spec:
              type: pubsub.local
              version: v1
              metadata: [{name: journal, value: events}]
            """);
        return port;
    }

    /// <summary>Starts it and waits until its sidecar is healthy.</summary>
    public static async Task<KilledRuntime> StartAsync(string folder, int port, CancellationToken stop)
    {
        // Built beside these tests, in the same configuration: bin/CONFIGURATION/FRAMEWORK.
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        var program = RepositoryPaths.At("tools", "LocalDapr", "bin", own.Parent!.Name, own.Name, "LocalDapr.dll");
        var start = new ProcessStartInfo("dotnet", [program, "run", "-f", Path.Combine(folder, "dapr.yaml"), "--data", Path.Combine(folder, "data"), "--no-build"])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        var process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        var runtime = new KilledRuntime(process, new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") });
        await runtime.UntilAsync("/v1.0/healthz", static _ => true, stop);
        return runtime;
    }

    /// <summary>SIGKILL.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Asks until there is an answer of 2xx that fits.</summary>
    public async Task<string> UntilAsync(string path, Func<string, bool> fits, CancellationToken stop)
    {
        while (true)
        {
            Assert.False(_process.HasExited, "LocalDapr has ended by itself");
            try
            {
                using var answer = await Http.GetAsync(new Uri(path, UriKind.Relative), stop);
                var body = await answer.Content.ReadAsStringAsync(stop);
                if (answer.IsSuccessStatusCode && fits(body))
                    return body;
            }
            catch (HttpRequestException)
            {
                // Not there yet.
            }

            await Task.Delay(VirtualTime.Grain, TimeProvider.System, stop);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
