using LocalDapr.Faults;
using LocalDapr.Hosting;
using LocalDapr.Workflow;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using VectorCare.TestKit;

namespace Dapr.Workflow.Tests.Engine;

/// <summary>A host with one app, its worker and a client, in virtual time and with a folder that outlives them.</summary>
internal sealed class Bench : IAsyncDisposable
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private readonly string _folder = Directory.CreateTempSubdirectory("workflow-").FullName;
    private readonly int _httpPort = FreePorts.Next();
    private readonly int _grpcPort = FreePorts.Next();
    private readonly Action<WorkflowRuntimeOptions> _register;
    private LocalDaprHost? _host;
    private IHost? _app;

    private readonly LocalDaprApp _sidecar;

    private Bench(Action<WorkflowRuntimeOptions> register, string? configuration = null, string? token = null, int? maxBodyBytes = null)
    {
        _register = register;
        _sidecar = new LocalDaprApp { AppId = "alerting", HttpPort = _httpPort, GrpcPort = _grpcPort, ApiToken = token };
        if (maxBodyBytes is { } bytes)
            _sidecar.MaxBodyBytes = bytes;
        if (configuration is null)
            return;
        _sidecar.ConfigPath = Path.Combine(_folder, "config.yaml");
        File.WriteAllText(_sidecar.ConfigPath, $"apiVersion: dapr.io/v1alpha1\nkind: Configuration\nmetadata:\n  name: config\nspec:\n  workflow:\n{configuration}\n");
    }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));

    public DaprWorkflowClient Client => _app!.Services.GetRequiredService<DaprWorkflowClient>();

    public WorkflowFaults Faults => _host!.Faults.Workflow;

    public LocalDaprWorkflows Workflows => _host!.Workflows;

    public LocalDaprSidecar Sidecar => _host!.App("alerting");

    public CancellationToken Patience { get; } = new CancellationTokenSource(Limit).Token;

    public static async Task<Bench> StartAsync(Action<WorkflowRuntimeOptions> register, string? configuration = null, string? token = null, int? maxBodyBytes = null)
    {
        var bench = new Bench(register, configuration, token, maxBodyBytes);
        await bench.StartHostAsync();
        await bench.StartWorkerAsync();
        return bench;
    }

    public static async Task<Bench> StartWithoutWorkerAsync()
    {
        var bench = new Bench(static _ => { });
        await bench.StartHostAsync();
        return bench;
    }

    public async Task StartHostAsync() => _host = await LocalDaprHost.StartAsync(new LocalDaprOptions
    {
        Apps = [_sidecar],
        Clock = Clock,
        DataDirectory = _folder,
    });

    public async Task StopHostAsync()
    {
        await _host!.DisposeAsync();
        _host = null;
    }

    public async Task StartWorkerAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection([KeyValuePair.Create("DAPR_GRPC_ENDPOINT", (string?)Sidecar.GrpcEndpoint.ToString()), KeyValuePair.Create("DAPR_API_TOKEN", _sidecar.ApiToken)]);
        builder.Services.AddSingleton<TimeProvider>(Clock);
        builder.Services.AddDaprWorkflow(_register);
        _app = builder.Build();
        await _app.StartAsync();
    }

    public async Task StopWorkerAsync()
    {
        await _app!.StopAsync();
        _app.Dispose();
        _app = null;
    }

    /// <summary>Waits until an instance has ended.</summary>
    public Task<WorkflowState> EndOf(string id) => Client.WaitForWorkflowCompletionAsync(id, true, Patience);

    /// <summary>Moves the clock on in steps until an instance has ended.</summary>
    public async Task<WorkflowState> EndOf(string id, TimeSpan step)
    {
        var ended = EndOf(id);
        while (!ended.IsCompleted)
            await MoveAsync(step);
        return await ended;
    }

    /// <summary>Moves the clock on once what is in flight had time to go on.</summary>
    public async Task MoveAsync(TimeSpan step)
    {
        await Task.Delay(VirtualTime.Grain, TimeProvider.System);
        Clock.Advance(step);
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
            await StopWorkerAsync();
        if (_host is not null)
            await StopHostAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
