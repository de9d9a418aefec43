using System.Diagnostics;

namespace VectorCare.TestKit.Servers;

/// <summary>An empty Redis on loopback that keeps nothing.</summary>
public sealed class PrivateRedis : IAsyncDisposable
{
    private static readonly string? Program = ServerProgram.Find("redis-server");
    private readonly Process _server;

    private PrivateRedis(Process server, string address) => (_server, Address) = (server, address);

    /// <summary>Why none can be started here, or null.</summary>
    public static string? Missing => Program is null ? "redis-server is not installed." : null;

    /// <summary>Host and port.</summary>
    public string Address { get; }

    /// <summary>Makes a server and waits until it lets connections in.</summary>
    /// <exception cref="InvalidOperationException">It cannot be started here: <see cref="Missing"/>, or what the server said.</exception>
    public static async Task<PrivateRedis> StartAsync()
    {
        var port = FreePorts.Next();
        var server = await ServerProgram.StartReadyAsync(
            [Program ?? throw new InvalidOperationException(Missing), "--port", $"{port}", "--bind", "127.0.0.1", "--save", string.Empty, "--appendonly", "no", "--dir", Path.GetTempPath()], CancellationToken.None);
        return new PrivateRedis(server, $"127.0.0.1:{port}");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _server.Kill();
        await _server.WaitForExitAsync();
        _server.Dispose();
    }
}
