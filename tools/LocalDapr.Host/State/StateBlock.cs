using LocalDapr.Sidecars;

namespace LocalDapr.State;

/// <summary>State management of one sidecar.</summary>
internal sealed class StateBlock : IBuildingBlock
{
    private readonly SidecarContext _context;
    private readonly StateStores _stores;

    /// <summary>Creates the block and reads its components.</summary>
    /// <param name="context">The sidecar.</param>
    /// <exception cref="Hosting.LocalDaprException">A component has an unknown type or malformed metadata.</exception>
    public StateBlock(SidecarContext context)
    {
        _context = context;
        _stores = StateStores.For(context);
        foreach (var (name, component) in _stores.All)
            context.Metadata.SetCapabilities(name, component.Traits.Capabilities);
    }

    /// <inheritdoc />
    public void Map(SidecarApi api)
    {
        new StateHttp(_context.AppId, _context.MaxBodyBytes, _stores).Map(api);
        new StateGrpc(_stores).Map(api);
    }

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken) => _stores.InitAsync(cancellationToken);

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _stores.DisposeAsync();
}
