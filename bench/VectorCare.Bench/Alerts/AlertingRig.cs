using System.Security.Cryptography;
using VectorCare.Bench.Harness;
using VectorCare.Bench.Runtime;
using VectorCare.Contracts;
using VectorCare.Demo;
using VectorCare.Services;
using VectorCare.TestKit;

namespace VectorCare.Bench.Alerts;

/// <summary>LocalDapr and services as processes of their own on the embedded component set; portals and inboxes, which nobody kills, in the process of the bench.</summary>
internal sealed class AlertingRig : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("vectorcare-bench-alerts-").FullName;
    private readonly Dictionary<string, (int App, int Http, int Grpc)> _ports;
    private readonly string _token = Key();
    private readonly string _issuerKey = Key();
    private readonly RigPlan _plan;
    private RuntimeProcess? _runtime;

    private AlertingRig(RigPlan plan, Inboxes inboxes)
    {
        (_plan, Inboxes) = (plan, inboxes);
        _ports = plan.Sidecars.ToDictionary(a => a, _ => (FreePorts.Next(), FreePorts.Next(), FreePorts.Next()));
        Services = plan.Services.ToDictionary(s => s.Key, s => new ServiceProcess(s.Value, _ports[s.Key].App, EnvironmentOf(s.Key)));
    }

    /// <summary>Where alerts arrive.</summary>
    public Inboxes Inboxes { get; }

    /// <summary>The services by app id.</summary>
    public IReadOnlyDictionary<string, ServiceProcess> Services { get; }

    /// <summary>The vendors' portals, where patients are polled.</summary>
    public Portals? Portals { get; private set; }

    /// <summary>The scraper's sidecar.</summary>
    public Uri Scraper => new($"http://127.0.0.1:{_ports[AppIds.Scraper].Http}");

    /// <summary>Where a service listens.</summary>
    public Uri AddressOf(string app) => new($"http://127.0.0.1:{_ports[app].App}");

    /// <summary>The operator's view of the services.</summary>
    public ServiceApi Api() => new(Services.Keys.ToDictionary(a => a, AddressOf), _issuerKey, TimeProvider.System);

    /// <summary>Starts all, and waits until they are ready.</summary>
    public static async Task<AlertingRig> StartAsync(RigPlan plan, CancellationToken stop)
    {
        var rig = new AlertingRig(plan, await Inboxes.StartAsync(stop));
        try
        {
            await rig.WriteFilesAsync(stop);
            foreach (var service in rig.Services.Values)
                service.Start();
            await rig.StartRuntimeAsync(stop);
            foreach (var service in rig.Services.Values)
                await service.ReadyAsync(stop);
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
        foreach (var service in Services.Values)
            await service.DisposeAsync();
        await Inboxes.DisposeAsync();
        if (Portals is not null)
            await Portals.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static string Key() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    private Dictionary<string, string> EnvironmentOf(string app) => new(app == AppIds.Alerting ? _plan.Alerting : new Dictionary<string, string>())
    {
        ["ASPNETCORE_ENVIRONMENT"] = "Development",
        ["DAPR_HTTP_ENDPOINT"] = $"http://127.0.0.1:{_ports[app].Http}",
        ["DAPR_GRPC_ENDPOINT"] = $"http://127.0.0.1:{_ports[app].Grpc}",
        ["APP_API_TOKEN"] = _token,
        ["Auth__DevelopmentKey"] = _issuerKey,
        ["Alerting__Clinics__Inbox__DigestSeconds"] = $"{_plan.DigestSeconds}",
        ["Storage__Path"] = Path.Combine(_folder, "ingest.db"),
        ["Logging__LogLevel__Default"] = "None",
        ["DOTNET_gcServer"] = "0",
    };

    private async Task WriteFilesAsync(CancellationToken stop)
    {
        var resources = Directory.CreateDirectory(Path.Combine(_folder, "resources")).FullName;
        var secrets = Path.Combine(Directory.CreateDirectory(Path.Combine(_folder, "data")).FullName, "secrets.json");
        if (_plan.Patients > 0)
            Portals = await Portals.StartAsync(_plan.Patients, secrets, Key(), stop);
        else
            await File.WriteAllTextAsync(secrets, "{}", stop);
        (string From, int To)[] ports = [("\"7125\"", Inboxes.MailPort), (":7126/", Inboxes.WebhookPort), (":7190/", Portals?.Port ?? 7190)];
        foreach (var file in Directory.GetFiles(Path.Combine(RepositoryRoot.Find(), "components", "embedded"), "*.yaml"))
        {
            var text = (await File.ReadAllTextAsync(file, stop)).Replace(".localdapr/", _folder + "/", StringComparison.Ordinal);
            foreach (var (from, to) in ports)
                text = text.Replace(from, from[0] + to.ToString() + from[^1], StringComparison.Ordinal);
            await File.WriteAllTextAsync(Path.Combine(resources, Path.GetFileName(file)), text, stop);
        }

        var apps = _ports.Select(p => $"""
              - appID: {p.Key}
                appDirPath: .
                {(Services.ContainsKey(p.Key) ? $"appPort: {p.Value.App}" : string.Empty)}
                daprHTTPPort: {p.Value.Http}
                daprGRPCPort: {p.Value.Grpc}
            """);
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "dapr.yaml"),
            $"""
            version: 1
            common:
              resourcesPath: resources
              env:
                APP_API_TOKEN: "{_token}"
            apps:
            {string.Join('\n', apps)}

            """,
            stop);
    }
}
