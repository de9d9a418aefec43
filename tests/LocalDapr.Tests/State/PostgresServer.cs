using System.Diagnostics;

namespace LocalDapr.Tests.State;

/// <summary>The PostgreSQL of <c>VECTORCARE_TEST_PG</c>, or one of the tests' own; tests skip where it is not installed. It does not run as root: there the account <c>postgres</c> runs it.</summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private Process? _process;

    /// <summary>Connection string, or null with <see cref="Missing"/> set.</summary>
    public string? ConnectionString { get; private set; }

    /// <summary>Why there is none.</summary>
    public string Missing { get; private set; } = "PostgreSQL (initdb) is not installed";

    public async ValueTask InitializeAsync()
    {
        ConnectionString = Environment.GetEnvironmentVariable("VECTORCARE_TEST_PG");
        if (!string.IsNullOrEmpty(ConnectionString))
            return;
        var installed = Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").Select(d => Path.Combine(d, "bin")).Order(StringComparer.Ordinal).Reverse() : [];
        if (PrivateServer.Find("initdb", [.. installed]) is not { } initdb)
            return;
        var asRoot = Environment.UserName == "root";
        if (asRoot && PrivateServer.Find("setpriv") is null)
        {
            Missing = "PostgreSQL does not run as root and setpriv is not installed";
            return;
        }
        if (asRoot)
            await PrivateServer.RunAsync("/bin/chown", "postgres", _folder.Path);
        var port = PrivateServer.FreePort();
        var data = _folder.At("data");
        await PrivateServer.RunAsync(Program(initdb), Arguments(initdb, "-D", data, "-U", "postgres", "-A", "trust", "--no-sync"));
        var postgres = Path.Combine(Path.GetDirectoryName(initdb)!, "postgres");
        _process = await PrivateServer.StartReadyAsync(Program(postgres), Arguments(postgres, "-D", data, "-p", $"{port}", "-h", "127.0.0.1", "-k", _folder.Path, "-F"));
        ConnectionString = $"host=127.0.0.1 port={port} user=postgres dbname=postgres connect_timeout=5";

        string Program(string program) => asRoot ? PrivateServer.Find("setpriv")! : program;
        string[] Arguments(string program, params string[] arguments) =>
            asRoot ? ["--reuid=postgres", "--regid=postgres", "--clear-groups", program, .. arguments] : arguments;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
            _process.Dispose();
        }
        _folder.Dispose();
    }
}
