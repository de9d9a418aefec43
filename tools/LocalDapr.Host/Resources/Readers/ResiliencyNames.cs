namespace LocalDapr.Resources;

/// <summary>Checks what Resiliency documents name: policies, and the targets they are for. Dapr passes over unknown names in silence.</summary>
internal static class ResiliencyNames
{
    private const string BuiltIn = "DaprBuiltIn";

    /// <summary>Checks all documents of a sidecar together; policies may be defined in one and named in another.</summary>
    /// <param name="documents">The documents as they stand.</param>
    /// <param name="names">What may be named.</param>
    /// <param name="findings">Where to report.</param>
    public static void Check(IReadOnlyList<ResourceDocument> documents, ResourceNames names, Findings findings)
    {
        var defined = documents.Where(d => d.Kind == "Resiliency").Select(d => d.Spec?.Map("policies")).OfType<YamlMap>().ToList();
        var policies = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal)
        {
            ["timeout"] = Names(defined, "timeouts"),
            ["retry"] = Names(defined, "retries"),
            ["circuitBreaker"] = Names(defined, "circuitBreakers"),
        };
        foreach (var targets in documents.Where(d => d.Kind == "Resiliency").Select(d => d.Spec?.Map("targets")).OfType<YamlMap>())
        {
            foreach (var (name, target) in targets.Named("apps", "target app"))
            {
                CheckTarget(names.CallTargets, name, target, "neither an app of this run nor an HTTPEndpoint", findings);
                CheckPolicies(policies, target, findings);
            }

            foreach (var (name, target) in targets.Named("components", "target component"))
            {
                CheckTarget(names.Components, name, target, "no component", findings);
                foreach (var direction in new[] { target.Map("inbound", $"inbound of {target.What}"), target.Map("outbound", $"outbound of {target.What}") }.OfType<YamlMap>())
                    CheckPolicies(policies, direction, findings);
            }

            foreach (var (_, target) in targets.Named("actors", "target actor"))
                CheckPolicies(policies, target, findings);
        }
    }

    private static HashSet<string> Names(IEnumerable<YamlMap> policies, string kind) =>
        [.. policies.SelectMany(p => p.Map(kind)?.Entries.Select(e => e.Key) ?? [])];

    private static void CheckTarget(IReadOnlyCollection<string>? known, string name, YamlMap target, string complaint, Findings findings)
    {
        if (known is not null && !known.Contains(name))
            findings.Warn(target.Place, $"{target.What} is {complaint}; its policies apply to nothing.{NearestName.Hint(name, known)}");
    }

    private static void CheckPolicies(Dictionary<string, HashSet<string>> policies, YamlMap target, Findings findings)
    {
        foreach (var (kind, known) in policies)
        {
            if (target.Text(kind) is { Length: > 0 } name && !known.Contains(name) && !name.StartsWith(BuiltIn, StringComparison.Ordinal))
                findings.Strict(target.PlaceOf(kind), $"{target.What} names the {kind} policy '{name}', which is not defined.{NearestName.Hint(name, known)}");
        }
    }
}
