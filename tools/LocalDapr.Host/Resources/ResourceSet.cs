namespace LocalDapr.Resources;

/// <summary>What one app may use: scopes applied, secret references resolved.</summary>
internal sealed class ResourceSet
{
    /// <summary>Components by name.</summary>
    public required IReadOnlyDictionary<string, ComponentSpec> Components { get; init; }

    /// <summary>Declared subscriptions.</summary>
    public required IReadOnlyList<SubscriptionSpec> Subscriptions { get; init; }

    /// <summary>HTTP endpoints by name.</summary>
    public required IReadOnlyDictionary<string, HttpEndpointSpec> Endpoints { get; init; }

    /// <summary>Resiliency documents whose scopes allow this app, in order of loading.</summary>
    public IReadOnlyList<Resiliency.ResiliencyDocument> Resiliency { get; init; } = [];

    /// <summary>The app's Configuration resource; an empty one where there is none.</summary>
    public required ConfigurationSpec Configuration { get; init; }

    /// <summary>Secret stores by component name.</summary>
    public IReadOnlyDictionary<string, Secrets.ISecretStore> SecretStores { get; init; } = new Dictionary<string, Secrets.ISecretStore>();

    /// <summary>What was found while loading and did not stop it.</summary>
    public IReadOnlyList<Finding> Warnings { get; init; } = [];

    /// <summary>Components of a kind, by the prefix of their type.</summary>
    /// <param name="prefix">For example <c>state.</c>.</param>
    /// <returns>The components in order of their names.</returns>
    public IEnumerable<ComponentSpec> OfKind(string prefix) =>
        Components.Values.Where(c => c.Type.StartsWith(prefix, StringComparison.Ordinal)).OrderBy(c => c.Name, StringComparer.Ordinal);
}

/// <summary>A Component resource.</summary>
/// <param name="Name">Component name.</param>
/// <param name="Type">For example <c>state.sqlite</c>.</param>
/// <param name="Version">For example <c>v1</c>.</param>
/// <param name="Metadata">Metadata, secret references resolved; names are compared without regard to case.</param>
/// <param name="Source">Where it stands, as <c>file:line</c>.</param>
internal sealed record ComponentSpec(string Name, string Type, string Version, IReadOnlyDictionary<string, string> Metadata, string Source)
{
    /// <summary>A metadata value, or null.</summary>
    /// <param name="name">Name in any case.</param>
    /// <returns>The value, or null.</returns>
    public string? this[string name] => Metadata.TryGetValue(name, out var value) ? value : null;
}

/// <summary>A Subscription resource, v1alpha1 or v2alpha1.</summary>
internal sealed record SubscriptionSpec(
    string PubSubName,
    string Topic,
    IReadOnlyList<RouteRule> Rules,
    string? DefaultRoute,
    string? DeadLetterTopic,
    BulkSubscribeSpec? Bulk,
    IReadOnlyDictionary<string, string> Metadata,
    string Source);

/// <summary>A routing rule: a CEL expression over <c>event</c>, and the path it leads to.</summary>
internal sealed record RouteRule(string Match, string Path);

/// <summary>Bulk subscription settings; null where Dapr's defaults apply.</summary>
internal sealed record BulkSubscribeSpec(int? MaxMessagesCount, int? MaxAwaitDurationMs);

/// <summary>An HTTPEndpoint resource.</summary>
internal sealed record HttpEndpointSpec(string Name, Uri BaseUrl, IReadOnlyList<KeyValuePair<string, string>> Headers, EndpointTlsSpec? Tls, string Source);

/// <summary>Client TLS of an endpoint; PEM text.</summary>
internal sealed record EndpointTlsSpec(string? RootCa, string? Certificate, string? PrivateKey);

/// <summary>The parts of a Configuration resource that have an effect here.</summary>
internal sealed record ConfigurationSpec(
    bool TracingEnabled,
    double? SamplingRate,
    IReadOnlyDictionary<string, bool> Features,
    IReadOnlyList<SecretScopeSpec> SecretScopes,
    WorkflowSpec? Workflow);

/// <summary>Which secrets an app may read from a store.</summary>
internal sealed record SecretScopeSpec(string StoreName, bool DefaultAllow, IReadOnlyList<string> Allowed, IReadOnlyList<string> Denied);

/// <summary>Workflow limits of a Configuration.</summary>
internal sealed record WorkflowSpec(int? MaxConcurrentWorkflows, int? MaxConcurrentActivities, WorkflowRetention? Retention = null);

/// <summary>How long ended workflows are kept; null for ever.</summary>
internal sealed record WorkflowRetention(TimeSpan? AnyTerminal, TimeSpan? Completed, TimeSpan? Failed, TimeSpan? Terminated);
