using Dapr.Workflow;
using LocalDapr.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace VectorCare.Bench.Workflows;

/// <summary>A host with one app and its worker in this process, the history on SQLite in a folder of their own.</summary>
internal sealed class WorkflowRig : IAsyncDisposable
{
    private const string AppId = "alerting";
    private readonly string _folder;
    private readonly LocalDaprHost _host;
    private readonly IHost _app;

    private WorkflowRig(string folder, LocalDaprHost host, IHost app)
    {
        (_folder, _host, _app) = (folder, host, app);
        Client = app.Services.GetRequiredService<DaprWorkflowClient>();
    }

    public DaprWorkflowClient Client { get; }

    public static async Task<WorkflowRig> StartAsync(Action<WorkflowRuntimeOptions> register, CancellationToken stop)
    {
        var folder = Directory.CreateTempSubdirectory("workflow-bench-").FullName;
        var host = await LocalDaprHost.StartAsync(new LocalDaprOptions { Apps = [new LocalDaprApp { AppId = AppId }], DataDirectory = folder }, stop);
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection([KeyValuePair.Create("DAPR_GRPC_ENDPOINT", (string?)host.App(AppId).GrpcEndpoint.ToString())]);
        builder.Services.AddDaprWorkflow(register);
        var app = builder.Build();
        await app.StartAsync(stop);
        return new WorkflowRig(folder, host, app);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        _app.Dispose();
        await _host.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
