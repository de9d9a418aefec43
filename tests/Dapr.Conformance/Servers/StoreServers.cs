namespace Dapr.Conformance.Servers;

/// <summary>Redis and PostgreSQL for the profile <c>stores</c>: those of the environment (<c>STORES_REDIS</c>, <c>STORES_POSTGRES</c>), or private ones where the programs are installed.</summary>
public sealed class StoreServers : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dapr-stores-");
    private readonly List<IAsyncDisposable> _started = [];
    private readonly Dictionary<string, string> _addresses = new(StringComparer.Ordinal);

    /// <summary>Addresses by the names that the profile uses.</summary>
    public IReadOnlyDictionary<string, string> Addresses => _addresses;

    /// <summary>Why the cases cannot run here, or null.</summary>
    public string? Missing { get; private set; }

    public async ValueTask InitializeAsync()
    {
        try
        {
            await AddAsync("STORES_REDIS", async folder => await PrivateRedis.StartAsync(folder));
            await AddAsync("STORES_POSTGRES", async folder => await PrivatePostgres.StartAsync(folder));
        }
        catch (MissingProgramException missing)
        {
            Missing = missing.Message;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _started)
            await server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task AddAsync(string variable, Func<DirectoryInfo, Task<IPrivateServer>> start)
    {
        if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } given)
        {
            _addresses[variable] = given;
            return;
        }

        var server = await start(_folder);
        _started.Add(server);
        _addresses[variable] = server.Address;
    }
}
