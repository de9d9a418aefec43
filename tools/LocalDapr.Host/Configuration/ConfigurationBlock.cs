using LocalDapr.Configuration.Stores;
using LocalDapr.Hosting;
using LocalDapr.Resources;
using LocalDapr.Sidecars;

namespace LocalDapr.Configuration;

/// <summary>The configuration API of a sidecar.</summary>
internal sealed class ConfigurationBlock : IBuildingBlock
{
    private readonly SidecarContext _context;
    private readonly Dictionary<string, IConfigurationStore> _stores = new(StringComparer.Ordinal);
    private readonly ConfigurationApi _api;

    /// <summary>Creates the block and reads its components.</summary>
    /// <param name="context">The sidecar.</param>
    /// <exception cref="LocalDaprException">A component has malformed metadata; the message names all of it.</exception>
    public ConfigurationBlock(SidecarContext context)
    {
        _context = context;
        _api = new ConfigurationApi(_stores, context.Resiliency);
        var errors = new List<string>();
        foreach (var spec in context.Resources.OfKind("configuration."))
        {
            try
            {
                _stores.Add(spec.Name, Create(spec, context));
            }
            catch (FormatException e)
            {
                errors.Add(e.Message);
            }
        }

        if (errors.Count > 0)
            throw new LocalDaprException(string.Join(Environment.NewLine, errors));
    }

    /// <inheritdoc />
    public void Map(SidecarApi api)
    {
        new ConfigurationHttp(_api, _context).Map(api);
        new ConfigurationGrpc(_api).Map(api);
    }

    /// <inheritdoc />
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var store in _stores.Values)
            await store.InitAsync(cancellationToken);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _api.DisposeAsync();
        foreach (var store in _stores.Values)
            await store.DisposeAsync();
    }

    private static IConfigurationStore Create(ComponentSpec spec, SidecarContext context) => spec.Type switch
    {
        "configuration.local.file" => new FileConfigurationStore(spec, context.Clock),
        "configuration.redis" => new RedisConfigurationStore(spec),
        "configuration.postgresql" or "configuration.postgres" => new PostgresConfigurationStore(spec, context.Loggers),
        _ => throw new FormatException($"component {spec.Name} ({spec.Source}): type {spec.Type} is not supported here"),
    };
}
