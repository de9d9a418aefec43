using LocalDapr.Metadata;
using LocalDapr.Resources;

namespace LocalDapr.PubSub.Subscribing;

/// <summary>Where a subscription comes from.</summary>
internal enum SubscriptionKind
{
    /// <summary>A Subscription resource.</summary>
    Declarative,

    /// <summary>The application's answer to <c>/dapr/subscribe</c>.</summary>
    Programmatic,

    /// <summary>A gRPC stream.</summary>
    Streaming,
}

/// <summary>A subscription of the application.</summary>
/// <param name="PubSub">Component name.</param>
/// <param name="Topic">The topic.</param>
/// <param name="Rules">Rules in order; a default route is the last, with an empty match.</param>
/// <param name="DeadLetterTopic">Dead-letter topic, or null.</param>
/// <param name="Bulk">Limits of a bulk subscription, or null.</param>
/// <param name="Metadata">Metadata of the subscription.</param>
/// <param name="Kind">Where it comes from.</param>
internal sealed record Subscription(
    string PubSub,
    string Topic,
    IReadOnlyList<RouteRule> Rules,
    string? DeadLetterTopic,
    BulkLimits? Bulk,
    IReadOnlyDictionary<string, string> Metadata,
    SubscriptionKind Kind)
{
    /// <summary>A declared subscription.</summary>
    /// <param name="declared">The resource.</param>
    /// <returns>The subscription.</returns>
    public static Subscription From(SubscriptionSpec declared)
    {
        var rules = declared.Rules.ToList();
        if (!string.IsNullOrEmpty(declared.DefaultRoute))
            rules.Add(new RouteRule("", declared.DefaultRoute));
        var bulk = declared.Bulk is { } limits ? new BulkLimits(limits.MaxMessagesCount ?? 0, TimeSpan.FromMilliseconds(limits.MaxAwaitDurationMs ?? 0)) : null;
        return new Subscription(declared.PubSubName, declared.Topic, rules, NullIfEmpty(declared.DeadLetterTopic), bulk, declared.Metadata, SubscriptionKind.Declarative);
    }

    /// <summary>As the sidecar's metadata show it.</summary>
    /// <returns>The line.</returns>
    public SubscriptionInfo ToInfo() => new(PubSub, Topic, Rules, DeadLetterTopic ?? "", Kind.ToString().ToUpperInvariant(), Metadata);

    /// <summary>As a component is asked for it.</summary>
    /// <returns>The request.</returns>
    public SubscribeRequest ToRequest() => new(Topic, Metadata, Bulk, DeadLetterTopic);

    /// <summary>Null for an empty text.</summary>
    /// <param name="text">The text, or null.</param>
    /// <returns>The text, or null.</returns>
    public static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
