using LocalDapr.Faults;
using LocalDapr.Resources;
using LocalDapr.Sidecars;
using LocalDapr.Workflow;
using LocalDapr.Workflow.Engine;

namespace LocalDapr.Hosting;

/// <summary>Dapr on one machine, inside this process: a sidecar for each app, with one HTTP and one gRPC endpoint on loopback. For development and tests.</summary>
public sealed class LocalDaprHost : IAsyncDisposable
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);
    private readonly LocalDaprOptions _options;
    private readonly Mesh _mesh;
    private readonly bool _ownsDirectory;
    private readonly Dictionary<string, LocalDaprSidecar> _apps = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _changing = new(1);
    private readonly TaskCompletionSource<string> _stopRequested = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _disposed;

    private LocalDaprHost(LocalDaprOptions options, string directory, bool ownsDirectory)
    {
        _options = options;
        _ownsDirectory = ownsDirectory;
        _mesh = new Mesh(directory, options.Clock);
        foreach (var app in options.Apps)
            _apps.Add(app.AppId, new LocalDaprSidecar(app));
    }

    /// <summary>The apps in the order of the options.</summary>
    public IReadOnlyCollection<LocalDaprSidecar> Apps => _apps.Values;

    /// <summary>Faults for tests.</summary>
    public LocalDaprFaults Faults => _mesh.Faults;

    /// <summary>What the sidecars do, for tests.</summary>
    public SidecarEvents Events => _mesh.Events;

    /// <summary>Histories of workflows, to keep and to replay.</summary>
    public LocalDaprWorkflows Workflows => new(WorkflowEngine.Of(_mesh, _options.LoggerFactory));

    /// <summary>Folder of the host's own data.</summary>
    public string DataDirectory => _mesh.DataDirectory;

    /// <summary>Completes with an app id when that app asked its sidecar to shut down.</summary>
    public Task<string> StopRequested => _stopRequested.Task;

    /// <summary>Starts the sidecars of all apps.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="cancellationToken">Ends the start; what runs already is stopped.</param>
    /// <returns>The running host.</returns>
    /// <exception cref="LocalDaprException">Settings or resources are wrong, or a port is taken.</exception>
    public static async Task<LocalDaprHost> StartAsync(LocalDaprOptions options, CancellationToken cancellationToken = default)
    {
        var host = Create(options);
        try
        {
            foreach (var app in options.Apps)
                await host.StartSidecarAsync(app.AppId, cancellationToken);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes a host whose sidecars are started one by one.</summary>
    /// <param name="options">The settings.</param>
    /// <returns>The host.</returns>
    /// <exception cref="LocalDaprException">Settings are wrong.</exception>
    internal static LocalDaprHost Create(LocalDaprOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        LocalDaprOptionsCheck.Check(options);
        var directory = options.DataDirectory ?? Path.Combine(Path.GetTempPath(), "localdapr-" + Guid.NewGuid().ToString("n"));
        Directory.CreateDirectory(directory);
        return new LocalDaprHost(options, directory, options.DataDirectory is null);
    }

    /// <summary>An app's sidecar.</summary>
    /// <param name="appId">App id.</param>
    /// <returns>Its addresses.</returns>
    public LocalDaprSidecar App(string appId) =>
        _apps.TryGetValue(appId, out var app) ? app : throw new LocalDaprException($"No app '{appId}'; there are {string.Join(", ", _apps.Keys)}.");

    /// <summary>Starts an app's sidecar after <see cref="StopSidecarAsync"/>, on the same ports; nothing happens when it runs.</summary>
    /// <param name="appId">App id.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public async Task StartSidecarAsync(string appId, CancellationToken cancellationToken = default)
    {
        var app = App(appId);
        await _changing.WaitAsync(cancellationToken);
        try
        {
            if (app.Running is not null)
                return;
            app.Running = await Sidecar.StartAsync(app.App, Load(app.App), _options.LoggerFactory, _mesh, () => _stopRequested.TrySetResult(appId), cancellationToken);
            app.Keep(app.Running.HttpPort, app.Running.GrpcPort);
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>Stops an app's sidecar as if its process ended; state of shared services stays.</summary>
    /// <param name="appId">App id.</param>
    public async Task StopSidecarAsync(string appId)
    {
        var app = App(appId);
        await _changing.WaitAsync();
        try
        {
            if (app.Running is { } running)
                await running.DisposeAsync();
            app.Running = null;
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>Stops everything, within 10 s.</summary>
    public async Task StopAsync() => await DisposeAsync();

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, true))
            return;
        var stopping = Task.WhenAll(_apps.Values.Select(app => app.Running?.DisposeAsync().AsTask() ?? Task.CompletedTask));
        if (await Task.WhenAny(stopping, Task.Delay(StopLimit, TimeProvider.System)) == stopping)
            await stopping;
        await _mesh.DisposeAsync();
        if (_ownsDirectory)
            DeleteQuietly(_mesh.DataDirectory);
    }

    private ResourceSet Load(LocalDaprApp app) => _options.LoadResources?.Invoke(app) ?? ResourceFiles.Load(_options, app, DataDirectory);

    private static void DeleteQuietly(string directory)
    {
        try
        {
            Directory.Delete(directory, recursive: true);
        }
        catch (IOException)
        {
            // A temporary folder; the system removes it some day.
        }
    }
}
