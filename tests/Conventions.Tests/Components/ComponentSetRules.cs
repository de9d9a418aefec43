using VectorCare.Contracts;

namespace Conventions.Tests.Components;

/// <summary>Says what a component set lacks, in words for who adds one.</summary>
internal static class ComponentSetRules
{
    private static readonly string[] Sensitive = ["password", "saslPassword", "token", "accessKey", "secretKey", "connectionString", "apiKey"];

    /// <summary>Every fault of a set, measured by another that is right.</summary>
    public static IReadOnlyList<string> Faults(ComponentSet set, ComponentSet reference) =>
        [.. Names(set, reference).Concat(Types(set)).Concat(SecretsByReference(set)).Concat(Subscriptions(set)).Concat(Resiliency(set)).Select(f => $"components/{set.Name}: {f}")];

    private static IEnumerable<string> Names(ComponentSet set, ComponentSet reference)
    {
        foreach (var twice in set.Documents.GroupBy(d => d.Id).Where(g => g.Count() > 1))
            yield return $"{twice.Key} is there {twice.Count()} times";
        var wanted = reference.Documents.DistinctBy(d => d.Id).ToDictionary(d => d.Id);
        foreach (var extra in set.Documents.Where(d => !wanted.ContainsKey(d.Id)))
            yield return $"{extra.Id} is in no other set: a typo, or missing in components/{reference.Name}";
        foreach (var (id, like) in wanted)
        {
            if (set.Documents.FirstOrDefault(d => d.Id == id) is not { } found)
                yield return $"{id} is missing (see components/{reference.Name})";
            else if (!found.Scopes.SequenceEqual(like.Scopes))
                yield return $"{id} has the scopes [{string.Join(", ", found.Scopes)}] instead of [{string.Join(", ", like.Scopes)}]";
        }

        foreach (var name in GuaranteeTable.Needs.Keys.Where(n => set.OfKind("Component").All(c => c.Name != n)))
            yield return $"Component {name} is missing: the code names it (VectorCare.Contracts.ComponentNames)";
    }

    private static IEnumerable<string> Types(ComponentSet set)
    {
        foreach (var component in set.OfKind("Component"))
        {
            if (!GuaranteeTable.Types.TryGetValue(component.Type, out var type))
            {
                yield return $"{component.Id}: what the type '{component.Type}' gives is unknown; add it to GuaranteeTable from its documentation";
                continue;
            }

            var needs = GuaranteeTable.Needs.GetValueOrDefault(component.Name);
            if ((needs & ~type.Gives) is var missing and not Guarantees.None)
                yield return $"{component.Id}: {component.Type} does not give {missing}, which the code needs";
            foreach (var (name, value) in type.With.Where(_ => needs.HasFlag(Guarantees.OrderByKey)))
            {
                if (component.Metadata.FirstOrDefault(m => m.Name == name).Value is var found && found != value)
                    yield return $"{component.Id}: {component.Type} gives {needs} only with {name}: {value}, but it is {found ?? "not set"}";
            }
        }
    }

    private static IEnumerable<string> SecretsByReference(ComponentSet set)
    {
        foreach (var component in set.OfKind("Component"))
        {
            foreach (var (name, value, _) in component.Metadata.Where(m => Sensitive.Contains(m.Name) && !string.IsNullOrEmpty(m.Value) && component.Type != "state.sqlite"))
                yield return $"{component.Id}: {name} is written out ({value!.Length} characters); use secretKeyRef";
            if (component.Metadata.Any(m => m.IsReference) && component.Text("auth", "secretStore") != ComponentNames.Secrets)
                yield return $"{component.Id}: refers to a secret without auth.secretStore: {ComponentNames.Secrets}";
        }
    }

    private static IEnumerable<string> Subscriptions(ComponentSet set)
    {
        var all = set.OfKind("Subscription").ToList();
        foreach (var topic in Topics.All)
        {
            var readers = all.Where(s => s.Text("spec", "topic") == topic).ToList();
            if (readers.Count == 0)
                yield return $"nobody subscribes to the topic {topic}";
            foreach (var fault in readers.SelectMany(r => Differences(r, ComponentNames.PubSub, Routes.Event(topic)).Append(
                r.Text("spec", "deadLetterTopic") == Topics.DeadLetter(topic) ? null : $"{r.Id}: deadLetterTopic is not {Topics.DeadLetter(topic)}").OfType<string>()))
                yield return fault;
        }

        // Ingest keeps the dead letters of every topic; who can act on one reads them too.
        foreach (var topic in Topics.All)
        {
            var readers = all.Where(s => s.Text("spec", "topic") == Topics.DeadLetter(topic)).ToList();
            if (readers.Count(r => r.Scopes.Contains(AppIds.Ingest)) != 1)
                yield return $"ingest does not read the dead letters of {topic} once";
            foreach (var fault in readers.SelectMany(r => Differences(r, ComponentNames.DeadLetterPubSub, Routes.DeadLetter(topic)).Append(
                r.Text("spec", "metadata", "rawPayload") == "true" ? null : $"{r.Id}: rawPayload is not \"true\"").OfType<string>()))
                yield return fault;
        }
    }

    private static IEnumerable<string> Differences(Resource subscription, string pubsub, string route)
    {
        if (subscription.Text("spec", "pubsubname") is var found && found != pubsub)
            yield return $"{subscription.Id}: pubsubname is {found} instead of {pubsub}";
        if (subscription.Text("spec", "routes", "default") is var path && path != route)
            yield return $"{subscription.Id}: routes.default is {path} instead of {route}";
    }

    private static IEnumerable<string> Resiliency(ComponentSet set)
    {
        var resiliency = set.OfKind("Resiliency").ToList();
        if (resiliency.Count != 1)
        {
            yield return $"{resiliency.Count} Resiliency resources instead of one";
            yield break;
        }

        foreach (var endpoint in set.OfKind("HTTPEndpoint"))
        {
            var policies = resiliency[0].Keys("spec", "targets", "apps", endpoint.Name).ToHashSet(StringComparer.Ordinal);
            foreach (var policy in new[] { "timeout", "retry", "circuitBreaker" }.Where(p => !policies.Contains(p)))
                yield return $"Resiliency: target {endpoint.Name} has no {policy}";
        }

        if (resiliency[0].Keys("spec", "targets", "components", ComponentNames.PubSub, "inbound").Contains("circuitBreaker"))
            yield return $"Resiliency: {ComponentNames.PubSub} has an inbound breaker, which would close the topics of every patient";
    }
}
