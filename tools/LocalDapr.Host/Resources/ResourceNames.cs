namespace LocalDapr.Resources;

/// <summary>Names that resources may refer to, of all apps' resources.</summary>
internal sealed class ResourceNames(IReadOnlyList<ResourceDocument> documents, IReadOnlyCollection<string>? apps)
{
    /// <summary>Pub/sub components.</summary>
    public IReadOnlyCollection<string> PubSubs { get; } =
        [.. documents.Where(d => d.Kind == "Component" && d.Spec?.Text("type")?.StartsWith("pubsub.", StringComparison.Ordinal) == true).Select(d => d.Name)];

    /// <summary>All components.</summary>
    public IReadOnlyCollection<string> Components { get; } = [.. documents.Where(d => d.Kind == "Component").Select(d => d.Name)];

    /// <summary>Apps and HTTP endpoints, or null when the apps are not known.</summary>
    public IReadOnlyCollection<string>? CallTargets { get; } =
        apps is null ? null : [.. apps, .. documents.Where(d => d.Kind == "HTTPEndpoint").Select(d => d.Name)];
}
