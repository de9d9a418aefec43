using LocalDapr.Cel;
using LocalDapr.Jobs.Times;
using LocalDapr.Resiliency;

namespace LocalDapr.Resources;

/// <summary>Reads one Resiliency document. A malformed value drops the whole document, as Dapr does; strict, it stops the start.</summary>
internal sealed class ResiliencyReader(ResourceDocument document, Findings findings)
{
    private bool _dropped;

    /// <summary>Reads it.</summary>
    /// <returns>The document, or null when it has to be dropped.</returns>
    public ResiliencyDocument? Read()
    {
        var spec = document.Spec;
        spec?.Only("policies", "targets");
        var policies = spec?.Map("policies");
        policies?.Only("timeouts", "retries", "circuitBreakers");
        var read = new ResiliencyDocument(document.Name, document.Scopes, Policies(policies), Targets(spec?.Map("targets")), document.Map.Place.ToString());
        return _dropped ? null : read;
    }

    private ResiliencyPolicies Policies(YamlMap? policies)
    {
        var timeouts = new Dictionary<string, TimeSpan>(StringComparer.Ordinal);
        var retries = new Dictionary<string, RetrySpec>(StringComparer.Ordinal);
        var breakers = new Dictionary<string, BreakerSpec>(StringComparer.Ordinal);
        if (policies is not null)
        {
            foreach (var name in policies.Pairs("timeouts").Keys)
                timeouts[name] = Duration(policies.Map("timeouts")!, name) ?? TimeSpan.Zero;
            foreach (var (name, map) in policies.Named("retries", "retry"))
                retries[name] = Retry(map);
            foreach (var (name, map) in policies.Named("circuitBreakers", "circuit breaker"))
                breakers[name] = Breaker(map);
        }

        return new ResiliencyPolicies { Timeouts = timeouts, Retries = retries, CircuitBreakers = breakers };
    }

    private RetrySpec Retry(YamlMap map)
    {
        map.Only("policy", "duration", "maxInterval", "maxRetries", "matching");
        var defaults = new RetrySpec();
        var policy = map.Text("policy") ?? "constant";
        if (policy is not ("constant" or "exponential"))
            Malformed(map.PlaceOf("policy"), $"policy '{policy}' of {map.What} is unknown.{NearestName.Hint(policy, ["constant", "exponential"])}");
        var matching = map.Map("matching");
        matching?.Only("httpStatusCodes", "gRPCStatusCodes");
        return new RetrySpec
        {
            Exponential = policy == "exponential",
            Duration = Duration(map, "duration") ?? defaults.Duration,
            MaxInterval = Duration(map, "maxInterval") ?? defaults.MaxInterval,
            MaxRetries = map.Int("maxRetries") ?? defaults.MaxRetries,
            HttpStatusCodes = Codes(matching, "httpStatusCodes", StatusCodeRanges.ParseHttp),
            GrpcStatusCodes = Codes(matching, "gRPCStatusCodes", StatusCodeRanges.ParseGrpc),
        };
    }

    private BreakerSpec Breaker(YamlMap map)
    {
        map.Only("maxRequests", "interval", "timeout", "trip");
        var defaults = new BreakerSpec();
        return new BreakerSpec
        {
            MaxRequests = map.Int("maxRequests") ?? defaults.MaxRequests,
            Interval = Duration(map, "interval") ?? defaults.Interval,
            Timeout = Duration(map, "timeout") ?? defaults.Timeout,
            Trip = Trip(map),
        };
    }

    private CelExpression? Trip(YamlMap map)
    {
        if (map.Text("trip") is not { Length: > 0 } text)
            return null;
        CelExpression? expression = null;
        try
        {
            expression = CelExpression.Parse(text);
        }
        catch (CelException e)
        {
            Malformed(map.PlaceOf("trip"), $"trip of {map.What} is malformed: {e.Message}");
        }

        foreach (var variable in expression?.Variables.Where(v => !BreakerSpec.TripVariables.Contains(v)) ?? [])
            findings.Strict(map.PlaceOf("trip"), $"trip of {map.What} reads the unknown variable '{variable}' and would never open the breaker.{NearestName.Hint(variable, BreakerSpec.TripVariables)}");
        return expression;
    }

    private StatusCodeRanges Codes(YamlMap? matching, string key, Func<string?, StatusCodeRanges> parse)
    {
        try
        {
            return parse(matching?.Text(key));
        }
        catch (FormatException e)
        {
            Malformed(matching!.PlaceOf(key), $"{key} of {matching.What}: {e.Message}.");
            return StatusCodeRanges.All;
        }
    }

    private TimeSpan? Duration(YamlMap map, string key)
    {
        if (map.Text(key) is not { Length: > 0 } text)
            return null;
        if (GoDuration.TryParse(text, out var duration))
            return duration;
        Malformed(map.PlaceOf(key), $"'{key}' of {map.What} is '{text}', which is not a duration such as 500ms, 5s or 1m30s.");
        return null;
    }

    private ResiliencyTargets Targets(YamlMap? targets)
    {
        targets?.Only("apps", "components", "actors");
        var apps = new Dictionary<string, PolicyNames>(StringComparer.Ordinal);
        var components = new Dictionary<string, ComponentPolicyNames>(StringComparer.Ordinal);
        var actors = new Dictionary<string, PolicyNames>(StringComparer.Ordinal);
        foreach (var (name, map) in targets?.Named("apps", "target app") ?? [])
            apps[name] = Names(map, "circuitBreakerCacheSize");
        foreach (var (name, map) in targets?.Named("actors", "target actor") ?? [])
            actors[name] = Names(map, "circuitBreakerScope", "circuitBreakerCacheSize");
        foreach (var (name, map) in targets?.Named("components", "target component") ?? [])
        {
            map.Only("inbound", "outbound");
            components[name] = new ComponentPolicyNames(Direction(map, "inbound"), Direction(map, "outbound"));
        }

        return new ResiliencyTargets { Apps = apps, Components = components, Actors = actors };
    }

    private static PolicyNames Direction(YamlMap map, string direction) =>
        map.Map(direction, $"{direction} of {map.What}") is { } names ? Names(names) : new PolicyNames();

    private static PolicyNames Names(YamlMap map, params string[] more)
    {
        map.Only(["timeout", "retry", "circuitBreaker", .. more]);
        return new PolicyNames(map.Text("timeout"), map.Text("retry"), map.Text("circuitBreaker"))
        {
            CircuitBreakerCacheSize = map.Int("circuitBreakerCacheSize"),
            CircuitBreakerScope = map.Text("circuitBreakerScope"),
        };
    }

    private void Malformed(Place place, string message)
    {
        _dropped = true;
        findings.Strict(place, findings.Lenient ? $"{message} The whole {document.What} is left out, as Dapr does." : message);
    }
}
