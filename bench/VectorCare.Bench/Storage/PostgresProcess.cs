using System.Diagnostics;
using Npgsql;

namespace VectorCare.Bench.Storage;

/// <summary>A PostgreSQL of the bench's own, with the settings a server has by default: commits are on disk.</summary>
internal sealed class PostgresProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly string[] AsPostgres = Environment.UserName == "root" ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] : [];
    private readonly DirectoryInfo _home;
    private readonly string _programs;
    private readonly int _port;
    private Process _server;

    private PostgresProcess(DirectoryInfo home, string programs, int port)
    {
        (_home, _programs, _port) = (home, programs, port);
        _server = null!;
    }

    /// <summary>Connection string of the database <c>postgres</c>.</summary>
    public string Connection => $"Host=127.0.0.1;Port={_port};Username=postgres;Database=postgres;Maximum Pool Size=40;Timeout=5";

    /// <summary>Process id of the server; its workers are its children.</summary>
    public int Id => _server.Id;

    private string Data => Path.Combine(_home.FullName, "data");

    public static async Task<PostgresProcess> StartAsync(int port, CancellationToken stop)
    {
        var programs = (Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").Select(d => Path.Combine(d, "bin")).OrderDescending(StringComparer.Ordinal) : Enumerable.Empty<string>())
            .FirstOrDefault(d => File.Exists(Path.Combine(d, "postgres"))) ?? throw new InvalidOperationException("PostgreSQL is not installed: there is no /usr/lib/postgresql/*/bin/postgres.");
        var home = Directory.CreateTempSubdirectory("bench-postgres-");
        var server = new PostgresProcess(home, programs, port);
        if (AsPostgres.Length > 0)
            await RunAsync(["chown", "postgres", home.FullName], stop);
        await RunAsync([.. AsPostgres, Path.Combine(programs, "initdb"), "-D", server.Data, "-U", "postgres", "-A", "trust", "--no-sync", "--locale=C", "--encoding=UTF8"], stop);
        await server.StartAgainAsync(stop);
        return server;
    }

    /// <summary>Starts the server after a kill, and waits until it lets connections in.</summary>
    public async Task StartAgainAsync(CancellationToken stop)
    {
        string[] command = [.. AsPostgres, Path.Combine(_programs, "postgres"), "-D", Data, "-p", $"{_port}", "-h", "127.0.0.1", "-k", _home.FullName, "-c", "shared_buffers=512MB", "-c", "max_wal_size=4GB", "-c", "logging_collector=off"];
        _server = Start(command);
        var since = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                await using var connection = new NpgsqlConnection(Connection + ";Pooling=false");
                await connection.OpenAsync(stop);
                return;
            }
            catch (NpgsqlException) when (Stopwatch.GetElapsedTime(since) < StartLimit)
            {
                await Task.Delay(Pause, TimeProvider.System, stop);
            }
        }
    }

    /// <summary>SIGKILL, to the server and all its workers.</summary>
    public async Task KillAsync()
    {
        _server.Kill(entireProcessTree: true);
        await _server.WaitForExitAsync();
        _server.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        for (var attempt = 0; _home.Exists && attempt < 20; attempt++)
        {
            try
            {
                _home.Delete(recursive: true);
                return;
            }
            catch (IOException)
            {
                await Task.Delay(Pause, TimeProvider.System);
            }
        }
    }

    private static async Task RunAsync(string[] command, CancellationToken stop)
    {
        using var process = Start(command);
        await process.WaitForExitAsync(stop);
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{string.Join(' ', command)} ended with {process.ExitCode}.");
    }

    private static Process Start(string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..]) { UseShellExecute = false, WorkingDirectory = "/", RedirectStandardOutput = true, RedirectStandardError = true };
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{command[0]} did not start.");
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }
}
