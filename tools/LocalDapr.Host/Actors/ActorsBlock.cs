using LocalDapr.Jobs.Engine;
using LocalDapr.Sidecars;
using Microsoft.Extensions.Logging;

namespace LocalDapr.Actors;

/// <summary>Actors of one sidecar: the API for all actors of the host, and the home of the application's own.</summary>
internal sealed class ActorsBlock : IBuildingBlock
{
    private readonly SidecarContext _context;
    private readonly ILogger _logger;
    private readonly ActorApp _app;
    private readonly ActorPlacement _placement;
    private readonly ActorTimers _timers;
    private readonly ActorReminders _reminders;
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<IDisposable> _connections = [];
    private Task _hosting = Task.CompletedTask;
    private ActorHost? _host;

    /// <summary>Creates the block.</summary>
    /// <param name="context">The sidecar.</param>
    public ActorsBlock(SidecarContext context)
    {
        _context = context;
        _logger = context.Loggers.CreateLogger("LocalDapr.Actors");
        _app = new ActorApp(context.App, _logger);
        _placement = ActorPlacement.Of(context.Mesh);
        _timers = new ActorTimers(context.Clock);
        _reminders = new ActorReminders(JobScheduler.Of(context.Mesh));
        context.Metadata.Actors = () => _host?.Counts ?? [];
    }

    /// <inheritdoc />
    public void Map(SidecarApi api)
    {
        var actors = ActorsApi.Create(_context, _timers, _reminders, () => _host);
        new ActorsHttp(actors, _context.MaxBodyBytes).Map(api);
        new ActorsGrpc(actors).Map(api);
    }

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (_context.App is { HasApp: true, Grpc: null })
            _hosting = HostAsync();
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _hosting;
        foreach (var connection in _connections)
            connection.Dispose();
        if (_host is not null)
        {
            _placement.Remove(_host);
            await _host.DisposeAsync();
        }
        await _timers.DisposeAsync();
        _stopping.Dispose();
    }

    private async Task HostAsync()
    {
        try
        {
            await _context.App.WaitUntilListeningAsync(_stopping.Token);
            var config = await _app.ReadConfigAsync(_stopping.Token);
            if (config.Types.Count == 0)
                return;
            _host = new ActorHost(_context.AppId, config, _app, _context.Clock);
            _placement.Add(_host);

            // A timer's data is the whole body of its callback.
            _connections.Add(await _timers.ConnectAsync(new ActorTickTarget(_host, "timer", static tick => tick.Data!, _context, _logger)));
            var reminders = new ActorTickTarget(_host, "remind", ActorTickBody.Reminder, _context, _logger);
            foreach (var type in config.Types.Keys)
                _connections.Add(await _reminders.ConnectAsync(type, reminders));
        }
        catch (OperationCanceledException)
        {
            // Stopped before the application came up.
        }
    }
}
