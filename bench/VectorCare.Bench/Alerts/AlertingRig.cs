using System.Security.Cryptography;
using VectorCare.Bench.Harness;
using VectorCare.Bench.Runtime;
using VectorCare.Contracts;
using VectorCare.Demo;
using VectorCare.TestKit;

namespace VectorCare.Bench.Alerts;

/// <summary>LocalDapr, alerting and ingest as processes of their own on the embedded component set.</summary>
internal sealed class AlertingRig : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("vectorcare-bench-alerts-").FullName;
    private readonly Dictionary<string, (int App, int Http, int Grpc)> _ports = new[] { AppIds.Scraper, AppIds.Ingest, AppIds.Alerting }.ToDictionary(a => a, _ => (FreePorts.Next(), FreePorts.Next(), FreePorts.Next()));
    private RuntimeProcess? _runtime;

    private AlertingRig(Inboxes inboxes, string token, string issuerKey, int digestSeconds)
    {
        Inboxes = inboxes;
        Alerting = new ServiceProcess("Alerting", _ports[AppIds.Alerting].App, EnvironmentOf(AppIds.Alerting, token, issuerKey, digestSeconds));
        Ingest = new ServiceProcess("Ingest", _ports[AppIds.Ingest].App, EnvironmentOf(AppIds.Ingest, token, issuerKey, digestSeconds));
    }

    /// <summary>Where alerts arrive.</summary>
    public Inboxes Inboxes { get; }

    public ServiceProcess Alerting { get; }

    public ServiceProcess Ingest { get; }

    /// <summary>The scraper's sidecar.</summary>
    public Uri Scraper => new($"http://127.0.0.1:{_ports[AppIds.Scraper].Http}");

    /// <summary>Starts all, and waits until they are ready.</summary>
    /// <param name="digestSeconds">How long yellow alerts are gathered.</param>
    /// <param name="stop">Ctrl-C.</param>
    public static async Task<AlertingRig> StartAsync(int digestSeconds, CancellationToken stop)
    {
        var token = Key();
        var rig = new AlertingRig(await Inboxes.StartAsync(), token, Key(), digestSeconds);
        try
        {
            rig.WriteFiles(token);
            rig.Alerting.Start();
            rig.Ingest.Start();
            await rig.StartRuntimeAsync(stop);
            await rig.Alerting.ReadyAsync(stop);
            await rig.Ingest.ReadyAsync(stop);
            return rig;
        }
        catch
        {
            await rig.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the sidecars, and waits until they answer.</summary>
    public async Task StartRuntimeAsync(CancellationToken stop) => _runtime = await RuntimeProcess.StartAsync(_folder, _ports.Values.Select(p => p.Http), stop);

    /// <summary>SIGKILL to the process of all sidecars, workflow engine and broker.</summary>
    public async Task KillRuntimeAsync()
    {
        if (_runtime is null)
            return;
        await _runtime.DisposeAsync();
        _runtime = null;
    }

    public async ValueTask DisposeAsync()
    {
        await KillRuntimeAsync();
        await Alerting.DisposeAsync();
        await Ingest.DisposeAsync();
        await Inboxes.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static string Key() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    private Dictionary<string, string> EnvironmentOf(string app, string token, string issuerKey, int digestSeconds) => new()
    {
        ["ASPNETCORE_ENVIRONMENT"] = "Development",
        ["DAPR_HTTP_ENDPOINT"] = $"http://127.0.0.1:{_ports[app].Http}",
        ["DAPR_GRPC_ENDPOINT"] = $"http://127.0.0.1:{_ports[app].Grpc}",
        ["APP_API_TOKEN"] = token,
        ["Auth__DevelopmentKey"] = issuerKey,
        ["Alerting__Clinics__Inbox__DigestSeconds"] = $"{digestSeconds}",
        ["Storage__Path"] = Path.Combine(_folder, "ingest.db"),
        ["Logging__LogLevel__Default"] = "None",
        ["DOTNET_gcServer"] = "0",
    };

    private void WriteFiles(string token)
    {
        var resources = Directory.CreateDirectory(Path.Combine(_folder, "resources")).FullName;
        Directory.CreateDirectory(Path.Combine(_folder, "data"));
        File.WriteAllText(Path.Combine(_folder, "data", "secrets.json"), "{}");
        foreach (var file in Directory.GetFiles(Path.Combine(RepositoryRoot.Find(), "components", "embedded"), "*.yaml"))
            File.WriteAllText(Path.Combine(resources, Path.GetFileName(file)), File.ReadAllText(file).Replace("\"7125\"", $"\"{Inboxes.Port}\"", StringComparison.Ordinal));
        var apps = _ports.Select(p => $"""
              - appID: {p.Key}
                appDirPath: .
                {(p.Key == AppIds.Scraper ? string.Empty : $"appPort: {p.Value.App}")}
                daprHTTPPort: {p.Value.Http}
                daprGRPCPort: {p.Value.Grpc}
            """);
        File.WriteAllText(Path.Combine(_folder, "dapr.yaml"), $"""
            version: 1
            common:
              resourcesPath: resources
              env:
                APP_API_TOKEN: "{token}"
            apps:
            {string.Join('\n', apps)}

            """);
    }
}
