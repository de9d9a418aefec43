using System.Collections.Concurrent;
using LocalDapr.Faults;
using LocalDapr.Resources;

namespace LocalDapr.Resiliency;

/// <summary>The policies of one sidecar, put together from all its documents. Breakers live as long as the sidecar.</summary>
internal sealed class ResiliencyEngine : IResiliency
{
    private const int AppBreakers = 100;
    private const int ActorBreakers = 5000;
    private readonly TimeProvider _clock;
    private readonly LocalDaprFaults? _faults;
    private readonly IReadOnlyDictionary<string, ComponentSpec> _components;
    private readonly ResiliencyPolicies _policies;
    private readonly ResiliencyTargets _targets;
    private readonly DefaultPolicies _defaults;
    private readonly ConcurrentDictionary<string, Func<string, IPolicy>> _apps = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Func<string, IPolicy>> _actors = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Component, bool Inbound), IPolicy> _componentPolicies = new();
    private readonly ConcurrentDictionary<string, CircuitBreaker> _componentBreakers = new(StringComparer.Ordinal);

    /// <summary>Puts the documents together; of two policies or targets with one name the later wins.</summary>
    /// <param name="resources">The sidecar's resources.</param>
    /// <param name="clock">The clock of all timers.</param>
    /// <param name="faults">Faults put on targets by a test.</param>
    public ResiliencyEngine(ResourceSet resources, TimeProvider clock, LocalDaprFaults? faults = null)
    {
        _faults = faults;
        _clock = clock;
        _components = resources.Components;
        var documents = resources.Resiliency;
        _policies = new ResiliencyPolicies
        {
            Timeouts = Merge(documents.Select(d => d.Policies.Timeouts)),
            Retries = Merge(documents.Select(d => d.Policies.Retries)),
            CircuitBreakers = Merge(documents.Select(d => d.Policies.CircuitBreakers)),
        };
        _targets = new ResiliencyTargets
        {
            Apps = Merge(documents.Select(d => d.Targets.Apps)),
            Components = Merge(documents.Select(d => d.Targets.Components)),
            Actors = Merge(documents.Select(d => d.Targets.Actors)),
        };
        _defaults = new DefaultPolicies(_policies);
    }

    /// <inheritdoc />
    public IPolicy App(string target, string breakerKey) =>
        _apps.GetOrAdd(target, name => Keyed(name, inbound: false, _targets.Apps.GetValueOrDefault(name) ?? _defaults.Apps, AppBreakers))(breakerKey);

    /// <inheritdoc />
    public IPolicy Outbound(string component) => Component(component, inbound: false);

    /// <inheritdoc />
    public IPolicy Inbound(string component) => Component(component, inbound: true);

    /// <inheritdoc />
    public IPolicy Actor(string type, string id)
    {
        var names = _targets.Actors.GetValueOrDefault(type) ?? _defaults.Actors;
        var keyed = _actors.GetOrAdd(type, _ => Keyed(type, inbound: true, names, ActorBreakers));
        return keyed(names.CircuitBreakerScope is "id" or "both" ? $"{type}-{id}" : type);
    }

    private static Dictionary<string, T> Merge<T>(IEnumerable<IReadOnlyDictionary<string, T>> parts)
    {
        var merged = new Dictionary<string, T>(StringComparer.Ordinal);
        foreach (var (name, value) in parts.SelectMany(part => part))
            merged[name] = value;
        return merged;
    }

    private IPolicy Component(string component, bool inbound) => _componentPolicies.GetOrAdd((component, inbound), key =>
    {
        var names = _targets.Components.GetValueOrDefault(key.Component) is { } target
            ? key.Inbound ? target.Inbound : target.Outbound
            : _defaults.Component(_components.GetValueOrDefault(key.Component)?.Type, key.Inbound ? "Inbound" : "Outbound");
        var breaker = Breaker(names) is { } spec ? _componentBreakers.GetOrAdd(key.Component, _ => new CircuitBreaker(spec, _clock)) : null;
        return Create(key.Component, key.Inbound, names, breaker);
    });

    private Func<string, IPolicy> Keyed(string target, bool inbound, PolicyNames names, int size)
    {
        if (Breaker(names) is not { } spec)
        {
            var policy = Create(target, inbound, names, null);
            return _ => policy;
        }

        var cache = new PolicyCache(names.CircuitBreakerCacheSize is > 0 and var given ? given : size, () => Create(target, inbound, names, new CircuitBreaker(spec, _clock)));
        return cache.Get;
    }

    private BreakerSpec? Breaker(PolicyNames names) =>
        names.CircuitBreaker is { } name ? _policies.CircuitBreakers.GetValueOrDefault(name) : null;

    // Faults of tests are on calls to a target, not on its deliveries.
    private Policy Create(string target, bool inbound, PolicyNames names, CircuitBreaker? breaker)
    {
        TimeSpan? timeout = names.Timeout is { } t && _policies.Timeouts.TryGetValue(t, out var limit) && limit > TimeSpan.Zero ? limit : null;
        var retry = names.Retry is { } r ? _policies.Retries.GetValueOrDefault(r) : null;
        return new Policy(target, inbound ? null : _faults, timeout, retry, breaker, _clock);
    }
}
