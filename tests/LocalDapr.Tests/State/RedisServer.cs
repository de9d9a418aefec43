using VectorCare.TestKit.Servers;

namespace LocalDapr.Tests.State;

/// <summary>A Redis of the tests' own; tests skip where the program is not installed.</summary>
public sealed class RedisServer : IAsyncLifetime
{
    private PrivateRedis? _own;

    /// <summary>Host and port, or null with <see cref="Missing"/> set.</summary>
    public string? Address => _own?.Address;

    /// <summary>Why there is none.</summary>
    public string Missing => PrivateRedis.Missing ?? string.Empty;

    public async ValueTask InitializeAsync()
    {
        if (PrivateRedis.Missing is null)
            _own = await PrivateRedis.StartAsync();
    }

    public ValueTask DisposeAsync() => _own?.DisposeAsync() ?? ValueTask.CompletedTask;
}
