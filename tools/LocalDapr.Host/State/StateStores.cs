using System.Runtime.CompilerServices;
using LocalDapr.Hosting;
using LocalDapr.Resources;
using LocalDapr.Sidecars;
using LocalDapr.State.Stores;
using LocalDapr.Storage;

namespace LocalDapr.State;

/// <summary>The state stores of one sidecar. The state block opens and closes them; other blocks use them through <see cref="For"/>.</summary>
internal sealed class StateStores : IAsyncDisposable
{
    private static readonly ConditionalWeakTable<SidecarContext, StateStores> Instances = [];

    private static readonly Dictionary<string, Func<ComponentSpec, SidecarContext, IStateStore>> Kinds = new(StringComparer.Ordinal)
    {
        ["state.in-memory"] = static (_, context) => new InMemoryStateStore(context.Clock),
        ["state.sqlite"] = static (spec, context) =>
        {
            var options = SqliteStateOptions.Parse(spec);
            return new SqliteStateStore(options, SqliteFile.Shared(context.Mesh, options.Path, options.BusyTimeout), context.Clock);
        },
        ["state.redis"] = static (spec, _) => new RedisStateStore(RedisStateOptions.Parse(spec)),
        ["state.postgresql"] = Postgres,
        ["state.postgres"] = Postgres,
    };

    private readonly Dictionary<string, StateComponent> _components;

    private StateStores(SidecarContext context)
    {
        var errors = new List<string>();
        _components = new Dictionary<string, StateComponent>(StringComparer.Ordinal);
        foreach (var spec in context.Resources.OfKind("state."))
        {
            try
            {
                if (!Kinds.TryGetValue(spec.Type, out var create))
                    throw new FormatException($"component {spec.Name} ({spec.Source}): type {spec.Type} is not supported here; there are {string.Join(", ", Kinds.Keys.Order(StringComparer.Ordinal))}");
                var prefix = KeyPrefix.Parse(spec["keyPrefix"], context.AppId, spec.Name);
                _components.Add(spec.Name, new StateComponent(spec, create(spec, context), prefix, context));
            }
            catch (FormatException error)
            {
                errors.Add(error.Message);
            }
        }
        if (errors.Count > 0)
            throw new LocalDaprException(string.Join(Environment.NewLine, errors));
    }

    /// <summary>Component types that can be opened.</summary>
    public static IReadOnlyCollection<string> SupportedTypes => Kinds.Keys;

    /// <summary>The stores by component name.</summary>
    public IReadOnlyDictionary<string, StateComponent> All => _components;

    /// <summary>The store of actor state (metadata <c>actorStateStore: "true"</c>), for complete keys; or null.</summary>
    public StateComponent? ActorStore =>
        _components.Values.FirstOrDefault(c => bool.TryParse(c.Spec["actorStateStore"], out var actor) && actor)?.WithoutPrefix();

    /// <summary>The stores of a sidecar, created at the first call.</summary>
    /// <param name="context">The sidecar.</param>
    /// <returns>Its stores.</returns>
    /// <exception cref="LocalDaprException">A component has an unknown type or malformed metadata; the message names all of it.</exception>
    public static StateStores For(SidecarContext context) => Instances.GetValue(context, static c => new StateStores(c));

    /// <summary>Opens all stores.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task InitAsync(CancellationToken cancellationToken)
    {
        foreach (var component in _components.Values)
            await component.InitAsync(cancellationToken);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var component in _components.Values)
            await component.DisposeAsync();
    }

    private static PostgresStateStore Postgres(ComponentSpec spec, SidecarContext context) =>
        new(PostgresStateOptions.Parse(spec), PostgresStateStatements.For(spec), context.Clock);
}
