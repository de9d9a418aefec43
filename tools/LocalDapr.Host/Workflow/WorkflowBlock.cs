using LocalDapr.Sidecars;
using LocalDapr.Workflow.Engine;

namespace LocalDapr.Workflow;

/// <summary>Workflows of one sidecar: the protocol of workers and clients, and Dapr's own API.</summary>
internal sealed class WorkflowBlock : IBuildingBlock
{
    private readonly WorkflowEngine _engine;
    private readonly SidecarContext _context;
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Creates the block.</summary>
    /// <param name="context">The sidecar.</param>
    public WorkflowBlock(SidecarContext context)
    {
        _context = context;
        _engine = WorkflowEngine.Of(context.Mesh, context.Loggers);
        _engine.Configure(context.AppId, context.Resources.Configuration.Workflow);
        context.Metadata.WorkflowWorkers = () => _engine.Workers(context.AppId);
    }

    /// <inheritdoc />
    public void Map(SidecarApi api)
    {
        var workflows = new WorkflowApi(_engine, _context.AppId);
        new TaskHubGrpc(_engine, workflows, _context.AppId, _stopping.Token).Map(api);
        new WorkflowHttp(workflows, _context.MaxBodyBytes).Map(api);
        new WorkflowGrpc(workflows).Map(api);
    }

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken) => _engine.RetainEndedAsync(_context.AppId);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _stopping.Dispose();
    }
}
