using System.Diagnostics;

namespace VectorCare.TestKit.Servers;

/// <summary>An empty PostgreSQL on loopback, gone when it is disposed. It refuses to run as root: there the account <c>postgres</c> runs it.</summary>
public sealed class PrivatePostgres : IAsyncDisposable
{
    private static readonly string[] AsPostgres = Environment.UserName == "root" ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] : [];
    private readonly DirectoryInfo _home;
    private readonly string[] _settings;
    private Process? _server;

    private PrivatePostgres(DirectoryInfo home, string[] settings) => (_home, _settings) = (home, settings);

    /// <summary>Folder of PostgreSQL's programs, the newest version's; null where it is not installed.</summary>
    public static string? Programs { get; } = Path.GetDirectoryName(ServerProgram.Find(
        "initdb", Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").Select(d => Path.Combine(d, "bin")).OrderDescending(StringComparer.Ordinal) : []));

    /// <summary>Why none can be started here, or null.</summary>
    public static string? Missing =>
        Programs is null ? "PostgreSQL (initdb) is not installed."
        : AsPostgres.Length > 0 && ServerProgram.Find(AsPostgres[0]) is null ? "PostgreSQL does not run as root, and setpriv is not installed."
        : null;

    /// <summary>Its port.</summary>
    public int Port { get; } = FreePorts.Next();

    /// <summary>Process id of the server; its workers are its children.</summary>
    public int Id => _server!.Id;

    /// <summary>Connection string for Npgsql, of the database <c>postgres</c>.</summary>
    public string Connection => $"Host=127.0.0.1;Port={Port};Username=postgres;Database=postgres;Maximum Pool Size=40;Timeout=5";

    /// <summary>The same as Dapr's components and libpq take it.</summary>
    public string Address => $"host=127.0.0.1 port={Port} user=postgres dbname=postgres connect_timeout=5";

    private string Data => Path.Combine(_home.FullName, "data");

    /// <summary>Makes a server and waits until it lets connections in.</summary>
    /// <param name="settings">Settings beside the defaults, each <c>name=value</c>; <c>fsync=off</c> where nothing has to survive the machine.</param>
    /// <exception cref="InvalidOperationException">It cannot be started here: <see cref="Missing"/>, or what the server said.</exception>
    public static Task<PrivatePostgres> StartAsync(params string[] settings) => StartAsync(settings, CancellationToken.None);

    /// <inheritdoc cref="StartAsync(string[])"/>
    /// <param name="settings">Settings beside the defaults.</param>
    /// <param name="stop">Gives up.</param>
    /// <param name="walFolder">Empty folder of the server's account for the write-ahead log, in segments of 1 MB; null to have it with the data.</param>
    public static async Task<PrivatePostgres> StartAsync(string[] settings, CancellationToken stop, string? walFolder = null)
    {
        if (Missing is { } missing)
            throw new InvalidOperationException(missing);
        string[] wal = walFolder is null ? [] : [$"--waldir={walFolder}", "--wal-segsize=1"];
        return await MakeAsync(settings, data => ["initdb", "-D", data, "-U", "postgres", "-A", "trust", "--no-sync", "--locale=C", "--encoding=UTF8", .. wal], stop);
    }

    /// <summary>Makes a second server that follows this one, and lets readers in.</summary>
    /// <param name="settings">As for the first.</param>
    /// <param name="stop">Gives up.</param>
    public Task<PrivatePostgres> StartStandbyAsync(string[] settings, CancellationToken stop) => MakeAsync(
        settings, data => ["pg_basebackup", "-h", "127.0.0.1", "-p", $"{Port}", "-U", "postgres", "-D", data, "--write-recovery-conf", "--wal-method=stream", "--checkpoint=fast", "--no-sync"], stop);

    /// <summary>Starts the server after a kill.</summary>
    public async Task StartAgainAsync(CancellationToken stop) => _server = await ServerProgram.StartReadyAsync(
        [.. AsPostgres, Path.Combine(Programs!, "postgres"), "-D", Data, "-p", $"{Port}", "-h", "127.0.0.1", "-k", _home.FullName, "-c", "logging_collector=off", .. _settings.SelectMany(s => (string[])["-c", s])], stop);

    /// <summary>Holds the server and all its workers still, as a machine that stalls does.</summary>
    public async Task PauseAsync()
    {
        // The server first: it starts no more workers then.
        await ServerProgram.RunAsync(["kill", "-STOP", $"{Id}"], CancellationToken.None);
        await ServerProgram.RunAsync(["pkill", "-STOP", "-P", $"{Id}"], CancellationToken.None);
    }

    /// <summary>Lets them go on.</summary>
    public async Task ResumeAsync()
    {
        await ServerProgram.RunAsync(["pkill", "-CONT", "-P", $"{Id}"], CancellationToken.None);
        await ServerProgram.RunAsync(["kill", "-CONT", $"{Id}"], CancellationToken.None);
    }

    /// <summary>SIGKILL, to the server and all its workers.</summary>
    public async Task KillAsync()
    {
        if (_server is null)
            return;
        _server.Kill(entireProcessTree: true);
        await _server.WaitForExitAsync();
        _server.Dispose();
        _server = null;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        for (var attempt = 0; attempt < 20; attempt++)
        {
            try
            {
                _home.Delete(recursive: true);
                return;
            }
            catch (IOException)
            {
                // A worker on its way out still writes there.
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
            }
        }
    }

    private static async Task<PrivatePostgres> MakeAsync(string[] settings, Func<string, string[]> makeData, CancellationToken stop)
    {
        var server = new PrivatePostgres(Directory.CreateTempSubdirectory("postgres-"), settings);
        try
        {
            if (AsPostgres.Length > 0)
                await ServerProgram.RunAsync(["chown", "postgres", server._home.FullName], stop);
            await RunAsync(makeData(server.Data), stop);
            await server.StartAgainAsync(stop);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    private static Task RunAsync(string[] command, CancellationToken stop) =>
        ServerProgram.RunAsync([.. AsPostgres, Path.Combine(Programs!, command[0]), .. command[1..]], stop);
}
