namespace LocalDapr.Resiliency;

/// <summary>Finds the policies that apply by their name alone, from the narrowest kind of target to the widest.</summary>
/// <param name="policies">All policies of the sidecar.</param>
internal sealed class DefaultPolicies(ResiliencyPolicies policies)
{
    /// <summary>The defaults for apps and HTTP endpoints.</summary>
    public PolicyNames Apps { get; } = Find(policies, "App");

    /// <summary>The defaults for actors.</summary>
    public PolicyNames Actors { get; } = Find(policies, "Actor");

    /// <summary>The defaults for a component.</summary>
    /// <param name="type">Its type, for example <c>pubsub.kafka</c>; null when it is not known.</param>
    /// <param name="direction">Inbound or Outbound.</param>
    /// <returns>The names.</returns>
    public PolicyNames Component(string? type, string direction)
    {
        var kind = type?.Split('.')[0] switch
        {
            "pubsub" => "Pubsub",
            "state" => "Statestore",
            "bindings" => "Binding",
            "secretstores" => "Secretstore",
            "configuration" => "Configuration",
            "lock" => "Lock",
            "crypto" => "Crypto",
            _ => null,
        };
        return kind is null ? Find(policies, $"Component{direction}") : Find(policies, $"{kind}Component{direction}", $"Component{direction}");
    }

    private static PolicyNames Find(ResiliencyPolicies policies, params string[] levels)
    {
        string? First(string suffix, Func<string, bool> exists) =>
            levels.Append("").Select(level => $"Default{level}{suffix}").FirstOrDefault(exists);
        return new PolicyNames(
            First("TimeoutPolicy", policies.Timeouts.ContainsKey),
            First("RetryPolicy", policies.Retries.ContainsKey),
            First("CircuitBreakerPolicy", policies.CircuitBreakers.ContainsKey));
    }
}
