using System.Collections.Concurrent;
using LocalDapr.Resources;

namespace LocalDapr.Metadata;

/// <summary>What a sidecar's metadata shows; blocks contribute what they know.</summary>
internal sealed class SidecarMetadata
{
    private readonly ConcurrentDictionary<string, IReadOnlyList<string>> _capabilities = new(StringComparer.Ordinal);

    /// <summary>Attributes set by the application.</summary>
    public ConcurrentDictionary<string, string> Extended { get; } = new(StringComparer.Ordinal);

    /// <summary>Gives the current subscriptions, in order; set by the pub/sub block.</summary>
    public Func<IReadOnlyList<SubscriptionInfo>> Subscriptions { get; set; } = () => [];

    /// <summary>Gives actor types hosted by the application with their number of active actors; set by the actor block.</summary>
    public Func<IReadOnlyList<KeyValuePair<string, int>>> Actors { get; set; } = () => [];

    /// <summary>Gives the number of connected workflow workers; set by the workflow block.</summary>
    public Func<int> WorkflowWorkers { get; set; } = () => 0;

    /// <summary>Says what a component can do, for example <c>ETAG</c>.</summary>
    /// <param name="component">Component name.</param>
    /// <param name="capabilities">Capabilities in the order to show.</param>
    public void SetCapabilities(string component, params IReadOnlyList<string> capabilities) => _capabilities[component] = capabilities;

    /// <summary>Capabilities of a component.</summary>
    /// <param name="component">The component.</param>
    /// <returns>The capabilities, or none.</returns>
    public IReadOnlyList<string> Capabilities(ComponentSpec component) => _capabilities.GetValueOrDefault(component.Name) ?? UsualCapabilities.Of(component.Type);
}

/// <summary>A subscription as the metadata shows it.</summary>
/// <param name="PubSubName">Component name.</param>
/// <param name="Topic">Topic.</param>
/// <param name="Rules">Rules in order; the default route is the last, with an empty match.</param>
/// <param name="DeadLetterTopic">Dead-letter topic, or empty.</param>
/// <param name="Type">DECLARATIVE, PROGRAMMATIC or STREAMING.</param>
/// <param name="Metadata">Metadata of the subscription.</param>
internal sealed record SubscriptionInfo(
    string PubSubName,
    string Topic,
    IReadOnlyList<RouteRule> Rules,
    string DeadLetterTopic,
    string Type,
    IReadOnlyDictionary<string, string> Metadata);
