using System.ComponentModel;
using LocalDapr.Hosting;
using LocalDapr.Processes;
using LocalDapr.Resources;

namespace LocalDapr.RunFiles;

/// <summary>Runs a <c>dapr.yaml</c> on this machine: the sidecars of all its apps in this process, each app as a process of its own. Disposing stops all within 10 s.</summary>
public sealed class RunFileHost : IAsyncDisposable
{
    private static readonly TimeSpan AppStopLimit = TimeSpan.FromSeconds(5);
    private readonly RunFileOptions _options;
    private readonly List<RunningApp> _apps = [];
    private readonly List<AppLog> _logs = [];
    private readonly List<Task> _watchers = [];
    private IReadOnlyDictionary<string, AppCommand> _commands = new Dictionary<string, AppCommand>();
    private volatile bool _stopping;
    private bool _disposed;

    private RunFileHost(RunFileOptions options, LocalDaprHost host) => (_options, Host) = (options, host);

    /// <summary>The sidecars.</summary>
    public LocalDaprHost Host { get; }

    /// <summary>The apps in file order.</summary>
    public IReadOnlyList<RunningApp> Apps => _apps;

    /// <summary>Reads and checks everything a run would use, and starts nothing.</summary>
    /// <param name="options">What to check.</param>
    /// <returns>All findings; the run would start when none is an error.</returns>
    public static IReadOnlyList<Finding> Validate(RunFileOptions options)
    {
        try
        {
            return RunPlan.Read(options, checkPorts: false).Findings;
        }
        catch (InvalidFilesException e)
        {
            return e.Findings;
        }
    }

    /// <summary>Starts a run.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="cancellationToken">Ends the start; what runs already is stopped.</param>
    /// <returns>The run; every sidecar listens and every app is started.</returns>
    /// <exception cref="InvalidFilesException">A file is wrong or a port taken; all of it is in the exception.</exception>
    /// <exception cref="LocalDaprException">The sidecars cannot start, a project does not build, or a command cannot be started.</exception>
    public static async Task<RunFileHost> StartAsync(RunFileOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var plan = RunPlan.Read(options, checkPorts: true);
        foreach (var warning in plan.Findings)
            options.Console.Warn(warning);
        var commands = await AppCommands.BuildAsync(plan.File, options, cancellationToken);
        var host = LocalDaprHost.Create(RunHostOptions.From(plan, options));
        var run = new RunFileHost(options, host) { _commands = commands };
        try
        {
            foreach (var app in plan.File.Apps)
                await run.StartAsync(app, cancellationToken);
            run._watchers.Add(run.WatchShutdownAsync());
            return run;
        }
        catch
        {
            await run.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops an app and starts it again; its sidecar stays.</summary>
    /// <param name="appId">An app with a command.</param>
    /// <param name="environment">More for its environment than at the start of the run.</param>
    /// <exception cref="ArgumentException">The run has no such app, or the file gives no command for it.</exception>
    /// <exception cref="LocalDaprException">The command cannot be started.</exception>
    public async Task RestartAsync(string appId, IReadOnlyDictionary<string, string>? environment = null)
    {
        var running = _apps.Find(a => a.AppId == appId);
        if (running?.Process is not { } process || !_commands.TryGetValue(appId, out var command))
            throw new ArgumentException($"The run has no app '{appId}' with a command.", nameof(appId));
        running.Process = null;
        await process.StopAsync(AppStopLimit);
        await process.DisposeAsync();
        Start(running, command, environment ?? new Dictionary<string, string>());
    }

    /// <summary>Stops everything, within 10 s.</summary>
    public async Task StopAsync() => await DisposeAsync();

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, true))
            return;
        _stopping = true;
        await Task.WhenAll(_apps.Select(app => app.Process?.StopAsync(AppStopLimit) ?? Task.CompletedTask));
        await Host.DisposeAsync();
        foreach (var app in _apps.Select(a => a.Process).OfType<AppProcess>())
            await app.DisposeAsync();
        foreach (var log in _logs)
            log.Dispose();
    }

    private async Task StartAsync(RunFileApp app, CancellationToken cancellationToken)
    {
        await Host.StartSidecarAsync(app.AppId, cancellationToken);
        var sidecar = Host.App(app.AppId);
        var running = new RunningApp(app) { HttpPort = sidecar.HttpEndpoint.Port, GrpcPort = sidecar.GrpcEndpoint.Port };
        _apps.Add(running);
        _options.Console.Info($"{app.AppId}: sidecar listens on HTTP port {running.HttpPort}, gRPC port {running.GrpcPort}");
        if (_commands.TryGetValue(app.AppId, out var command))
            Start(running, command, new Dictionary<string, string>());
    }

    private void Start(RunningApp running, AppCommand command, IReadOnlyDictionary<string, string> more)
    {
        var process = running.Process = StartProcess(running, command, more);
        _options.Console.Info($"{running.AppId}: started as process {process.Id}{(running.LogPath is { } path ? $", log {ShownPath.Of(path)}" : "")}");
        _watchers.Add(WatchAsync(running, process));
    }

    private AppProcess StartProcess(RunningApp running, AppCommand command, IReadOnlyDictionary<string, string> more)
    {
        var app = running.App;
        var environment = new Dictionary<string, string>(command.Environment, StringComparer.Ordinal);
        foreach (var (name, value) in AppEnvironment.OfSidecar(running, app.MetricsPort > 0 ? app.MetricsPort : FreePorts.Any()).Concat(AppEnvironment.Given(app, _options)).Concat(more))
            environment[name] = value;
        AppLog? log = null;
        if (app.LogDestination != LogDestination.Console)
            _logs.Add(log = new AppLog(app, TimeProvider.System.GetLocalNow()));
        running.LogPath = log?.Path;
        var show = app.LogDestination != LogDestination.File;
        try
        {
            return AppProcess.Start(command with { Environment = environment }, line =>
            {
                log?.Write(line);
                if (show)
                    _options.Console.AppLine(app.AppId, line);
            });
        }
        catch (Win32Exception e)
        {
            throw new LocalDaprException($"{app.Place}: the command of app '{app.AppId}' cannot be started: '{command.FileName}': {e.Message}. Correct 'command', or install the program.", e);
        }
    }

    private async Task WatchAsync(RunningApp running, AppProcess process)
    {
        var code = await process.Exited;
        if (!_stopping && running.Process == process)
            _options.Console.AppExited(new AppExit(running.AppId, code, process.LastLines, running.LogPath));
    }

    private async Task WatchShutdownAsync()
    {
        var appId = await Host.StopRequested;
        if (_stopping)
            return;
        _options.Console.Info($"{appId}: sidecar stops, as its app asked");
        await Host.StopSidecarAsync(appId);
    }
}
