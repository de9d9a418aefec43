using VectorCare.TestKit.Servers;

[assembly: AssemblyFixture(typeof(Dapr.Conformance.Servers.StoreServers))]

namespace Dapr.Conformance.Servers;

/// <summary>Redis and PostgreSQL for the profile <c>stores</c>: those of the environment (<c>STORES_REDIS</c>, <c>STORES_POSTGRES</c>), or private ones where the programs are installed.</summary>
public sealed class StoreServers : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _started = [];
    private readonly Dictionary<string, string> _addresses = new(StringComparer.Ordinal);

    private readonly Lazy<Task> _start;

    public StoreServers() => _start = new Lazy<Task>(StartAsync);

    /// <summary>Addresses by the names that the profile uses.</summary>
    public IReadOnlyDictionary<string, string> Addresses => _addresses;

    /// <summary>Why the cases cannot run here, or null.</summary>
    private string? Missing { get; set; }

    /// <summary>Starts them when that has not happened yet; the test is skipped where they are not installed.</summary>
    /// <returns>Completes when they answer.</returns>
    public async Task NeedAsync()
    {
        await _start.Value;
        Assert.SkipWhen(Missing is not null, Missing ?? string.Empty);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _started)
            await server.DisposeAsync();
    }

    private async Task StartAsync()
    {
        await AddAsync("STORES_REDIS", PrivateRedis.Missing, async () => await PrivateRedis.StartAsync(), static redis => redis.Address);
        await AddAsync("STORES_POSTGRES", PrivatePostgres.Missing, () => PrivatePostgres.StartAsync("fsync=off"), static postgres => postgres.Address);
    }

    private async Task AddAsync<T>(string variable, string? missing, Func<Task<T>> start, Func<T, string> address)
        where T : IAsyncDisposable
    {
        if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } given)
        {
            _addresses[variable] = given;
        }
        else if ((Missing ?? missing) is not null)
        {
            Missing ??= $"{missing} {variable} is not set.";
        }
        else
        {
            var server = await start();
            _started.Add(server);
            _addresses[variable] = address(server);
        }
    }
}
