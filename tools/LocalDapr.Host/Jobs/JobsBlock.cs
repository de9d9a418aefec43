using LocalDapr.Jobs.Engine;
using LocalDapr.Sidecars;

namespace LocalDapr.Jobs;

/// <summary>Jobs of one sidecar: its API, and the delivery of its ticks once the application listens.</summary>
internal sealed class JobsBlock : IBuildingBlock
{
    private readonly SidecarContext _context;
    private readonly JobScheduler _scheduler;
    private readonly JobDelivery _delivery;
    private readonly CancellationTokenSource _stopping = new();
    private Task _connecting = Task.CompletedTask;
    private IDisposable? _connection;

    /// <summary>Creates the block.</summary>
    /// <param name="context">The sidecar.</param>
    public JobsBlock(SidecarContext context)
    {
        _context = context;
        _scheduler = JobScheduler.Of(context.Mesh);
        _delivery = new JobDelivery(context, context.Loggers.CreateLogger("LocalDapr.Jobs"));
    }

    /// <inheritdoc />
    public void Map(SidecarApi api)
    {
        var jobs = new JobsApi(_scheduler, _context);
        new JobsHttp(jobs, _context.AppId, _context.MaxBodyBytes).Map(api);
        new JobsGrpc(jobs).Map(api);
    }

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (_context.App.HasApp)
            _connecting = ConnectAsync();
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _connecting;
        _connection?.Dispose();
        _stopping.Dispose();
    }

    private async Task ConnectAsync()
    {
        try
        {
            await _context.App.WaitUntilListeningAsync(_stopping.Token);
            _connection = await _scheduler.ConnectAsync(JobsApi.OwnerOf(_context.AppId), _delivery);
        }
        catch (OperationCanceledException)
        {
            // Stopped before the application came up.
        }
    }
}
