using LocalDapr.Cel;

namespace LocalDapr.Resiliency;

/// <summary>A Resiliency resource, its values parsed; names of policies are resolved over all documents of a sidecar.</summary>
/// <param name="Name">Name of the resource.</param>
/// <param name="Scopes">App ids it is for; empty for all.</param>
/// <param name="Policies">Policies by name.</param>
/// <param name="Targets">What the policies apply to.</param>
/// <param name="Source">Where it stands, as <c>file:line</c>.</param>
internal sealed record ResiliencyDocument(string Name, IReadOnlyList<string> Scopes, ResiliencyPolicies Policies, ResiliencyTargets Targets, string Source);

/// <summary><c>spec.policies</c>.</summary>
internal sealed record ResiliencyPolicies
{
    /// <summary>Timeouts of an attempt.</summary>
    public IReadOnlyDictionary<string, TimeSpan> Timeouts { get; init; } = new Dictionary<string, TimeSpan>();

    /// <summary>Retries.</summary>
    public IReadOnlyDictionary<string, RetrySpec> Retries { get; init; } = new Dictionary<string, RetrySpec>();

    /// <summary>Circuit breakers.</summary>
    public IReadOnlyDictionary<string, BreakerSpec> CircuitBreakers { get; init; } = new Dictionary<string, BreakerSpec>();
}

/// <summary><c>spec.targets</c>.</summary>
internal sealed record ResiliencyTargets
{
    /// <summary>Targets by app id or HTTPEndpoint name.</summary>
    public IReadOnlyDictionary<string, PolicyNames> Apps { get; init; } = new Dictionary<string, PolicyNames>();

    /// <summary>Targets by component name.</summary>
    public IReadOnlyDictionary<string, ComponentPolicyNames> Components { get; init; } = new Dictionary<string, ComponentPolicyNames>();

    /// <summary>Targets by actor type.</summary>
    public IReadOnlyDictionary<string, PolicyNames> Actors { get; init; } = new Dictionary<string, PolicyNames>();
}

/// <summary>A retry policy.</summary>
internal sealed record RetrySpec
{
    /// <summary><c>policy</c>: false for constant (default), true for exponential.</summary>
    public bool Exponential { get; init; }

    /// <summary>Wait between attempts of a constant policy; default 5 s.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Longest wait of an exponential policy; default 60 s.</summary>
    public TimeSpan MaxInterval { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Retries after the first attempt; -1 (default) for no limit.</summary>
    public int MaxRetries { get; init; } = -1;

    /// <summary><c>matching.httpStatusCodes</c>; empty retries all.</summary>
    public StatusCodeRanges HttpStatusCodes { get; init; } = StatusCodeRanges.All;

    /// <summary><c>matching.gRPCStatusCodes</c>; empty retries all.</summary>
    public StatusCodeRanges GrpcStatusCodes { get; init; } = StatusCodeRanges.All;
}

/// <summary>A circuit breaker policy.</summary>
internal sealed record BreakerSpec
{
    /// <summary>Variables a trip expression may read; whole numbers of 64 bits.</summary>
    public static readonly IReadOnlyCollection<string> TripVariables = ["requests", "totalSuccesses", "totalFailures", "consecutiveSuccesses", "consecutiveFailures"];

    /// <summary>Calls let through while half-open; default 1.</summary>
    public int MaxRequests { get; init; } = 1;

    /// <summary>How often the counts are cleared while closed; default 0, never.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.Zero;

    /// <summary>How long the breaker stays open; default 60 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Opens the breaker when true after a failure; null means more than five failures in a row.</summary>
    public CelExpression? Trip { get; init; }
}

/// <summary>Names of the policies of a target; null where none is named.</summary>
internal sealed record PolicyNames(string? Timeout = null, string? Retry = null, string? CircuitBreaker = null)
{
    /// <summary>Breakers kept per target, by least recent use; default 100 for apps, 5,000 for actors.</summary>
    public int? CircuitBreakerCacheSize { get; init; }

    /// <summary>Actors only: <c>type</c>, <c>id</c> or <c>both</c>.</summary>
    public string? CircuitBreakerScope { get; init; }
}

/// <summary>Policies of a component by direction.</summary>
internal sealed record ComponentPolicyNames(PolicyNames Inbound, PolicyNames Outbound);
