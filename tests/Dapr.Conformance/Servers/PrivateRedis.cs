using System.Diagnostics;
using VectorCare.TestKit;

namespace Dapr.Conformance.Servers;

/// <summary>An empty Redis on loopback that keeps nothing.</summary>
internal sealed class PrivateRedis : IPrivateServer
{
    private readonly Process _process;

    private PrivateRedis(Process process, string address) => (_process, Address) = (process, address);

    public string Address { get; }

    public static async Task<IPrivateServer> StartAsync(DirectoryInfo folder)
    {
        var program = Programs.Find("redis-server", []);
        var port = FreePorts.Next();
        var process = Programs.Start(program, ["--port", $"{port}", "--bind", "127.0.0.1", "--save", string.Empty, "--appendonly", "no", "--dir", folder.FullName]);
        await Programs.ListeningAsync(port, process);
        return new PrivateRedis(process, $"127.0.0.1:{port}");
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
