using System.Diagnostics;
using Npgsql;
using VectorCare.TestKit;

namespace Dapr.Conformance.Servers;

/// <summary>An empty PostgreSQL on loopback. It refuses to run as root; root runs it as the user <c>postgres</c>.</summary>
internal sealed class PrivatePostgres : IPrivateServer
{
    private static readonly string[] AsPostgres = Environment.UserName == "root" ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] : [];
    private readonly Process _process;
    private readonly string _programs;
    private readonly string _data;

    private PrivatePostgres(Process process, string programs, string data, int port)
    {
        (_process, _programs, _data) = (process, programs, data);
        Address = $"host=127.0.0.1 port={port} user=postgres dbname=postgres connect_timeout=5";
    }

    public string Address { get; }

    public static async Task<IPrivateServer> StartAsync(DirectoryInfo folder)
    {
        var versions = Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").Select(d => Path.Combine(d, "bin")).OrderDescending(StringComparer.Ordinal) : Enumerable.Empty<string>();
        var programs = Path.GetDirectoryName(Programs.Find("postgres", versions))!;
        var home = folder.CreateSubdirectory("postgres");
        var data = Path.Combine(home.FullName, "data");
        if (AsPostgres.Length > 0)
        {
            await Programs.RunAsync("chmod", ["o+rx", folder.FullName]);
            await Programs.RunAsync("chown", ["postgres", home.FullName]);
        }

        await RunAsync(Path.Combine(programs, "initdb"), ["-D", data, "-U", "postgres", "-A", "trust", "--no-sync", "--locale=C", "--encoding=UTF8"]);
        var port = FreePorts.Next();
        string[] command = [.. AsPostgres, Path.Combine(programs, "postgres"), "-D", data, "-p", $"{port}", "-h", "127.0.0.1", "-k", home.FullName, "-F"];
        var process = Programs.Start(command[0], command[1..]);
        await Programs.ListeningAsync(port, process);
        await AnsweringAsync(port, process);
        return new PrivatePostgres(process, programs, data, port);
    }

    public async ValueTask DisposeAsync()
    {
        await RunAsync(Path.Combine(_programs, "pg_ctl"), ["-D", _data, "stop", "-m", "immediate"]);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static Task RunAsync(string program, string[] arguments)
    {
        string[] command = [.. AsPostgres, program, .. arguments];
        return Programs.RunAsync(command[0], command[1..]);
    }

    // It listens some time before it lets anybody in.
    private static async Task AnsweringAsync(int port, Process process)
    {
        while (!process.HasExited)
        {
            try
            {
                await using var connection = new NpgsqlConnection($"Host=127.0.0.1;Port={port};Username=postgres;Database=postgres;Pooling=false");
                await connection.OpenAsync();
                return;
            }
            catch (NpgsqlException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
            }
        }

        throw new InvalidOperationException($"PostgreSQL ended with {process.ExitCode}.");
    }
}
