using System.Diagnostics;

namespace LocalDapr.Tests.State;

/// <summary>A Redis of the tests' own; tests skip where the program is not installed.</summary>
public sealed class RedisServer : IAsyncLifetime
{
    private Process? _process;

    /// <summary>Host and port, or null with <see cref="Missing"/> set.</summary>
    public string? Address { get; private set; }

    /// <summary>Why there is none.</summary>
    public string Missing => "redis-server is not installed";

    public async ValueTask InitializeAsync()
    {
        if (PrivateServer.Find("redis-server") is not { } program)
            return;
        var port = PrivateServer.FreePort();
        _process = await PrivateServer.StartReadyAsync(program, "--port", $"{port}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no");
        Address = $"127.0.0.1:{port}";
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is null)
            return;
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
