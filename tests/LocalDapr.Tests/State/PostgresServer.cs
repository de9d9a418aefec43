using VectorCare.TestKit.Servers;

namespace LocalDapr.Tests.State;

/// <summary>The PostgreSQL of <c>VECTORCARE_TEST_PG</c>, or one of the tests' own; tests skip where it is not installed.</summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private PrivatePostgres? _own;

    /// <summary>Connection string, or null with <see cref="Missing"/> set.</summary>
    public string? ConnectionString { get; private set; }

    /// <summary>Why there is none.</summary>
    public string Missing => PrivatePostgres.Missing ?? string.Empty;

    public async ValueTask InitializeAsync()
    {
        ConnectionString = Environment.GetEnvironmentVariable("VECTORCARE_TEST_PG");
        if (!string.IsNullOrEmpty(ConnectionString) || PrivatePostgres.Missing is not null)
            return;
        _own = await PrivatePostgres.StartAsync("fsync=off");
        ConnectionString = _own.Address;
    }

    public ValueTask DisposeAsync() => _own?.DisposeAsync() ?? ValueTask.CompletedTask;
}
