using System.Text.Json;
using Dapr.AppCallback.Autogen.Grpc.v1;
using LocalDapr.Resources;

namespace LocalDapr.PubSub.Subscribing;

/// <summary>The application's answer to <c>GET /dapr/subscribe</c>; names in any case.</summary>
internal static class ProgrammaticSubscriptions
{
    private static readonly JsonSerializerOptions AnyCase = new() { PropertyNameCaseInsensitive = true };

    /// <summary>Reads the answer. A subscription without any route is left out.</summary>
    /// <param name="json">The body.</param>
    /// <returns>The subscriptions in order.</returns>
    /// <exception cref="JsonException">The body has another form.</exception>
    public static IReadOnlyList<Subscription> Parse(ReadOnlySpan<byte> json)
    {
        if (json.IsEmpty)
            return [];
        var items = JsonSerializer.Deserialize<List<Item?>>(json, AnyCase) ?? [];
        return [.. items.OfType<Item>().Select(ToSubscription).Where(s => s.Rules.Count > 0)];
    }

    /// <summary>Reads the answer of an application that speaks gRPC, where a subscription without route takes every event.</summary>
    /// <param name="response">The answer.</param>
    /// <returns>The subscriptions in order.</returns>
    public static IReadOnlyList<Subscription> From(ListTopicSubscriptionsResponse response) => [.. response.Subscriptions.Select(s =>
    {
        var rules = (s.Routes?.Rules ?? []).Select(r => new RouteRule(r.Match.Trim(), r.Path)).ToList();
        if (rules.Count == 0 || s.Routes!.Default.Length > 0)
            rules.Add(new RouteRule("", s.Routes?.Default ?? ""));
        var bulk = s.BulkSubscribe is { Enabled: true } limits ? new BulkLimits(limits.MaxMessagesCount, TimeSpan.FromMilliseconds(limits.MaxAwaitDurationMs)) : null;
        return new Subscription(s.PubsubName, s.Topic, rules, Subscription.NullIfEmpty(s.DeadLetterTopic), bulk, new Dictionary<string, string>(s.Metadata, StringComparer.Ordinal), SubscriptionKind.Programmatic);
    })];

    private static Subscription ToSubscription(Item item)
    {
        var rules = (item.Routes?.Rules ?? []).OfType<Rule>().Select(r => new RouteRule(r.Match?.Trim() ?? "", r.Path ?? "")).ToList();
        if (Subscription.NullIfEmpty(item.Routes?.Default) is { } byDefault)
            rules.Add(new RouteRule("", byDefault));
        else if (Subscription.NullIfEmpty(item.Route) is { } route)
            rules.Add(new RouteRule("", route));
        var bulk = item.BulkSubscribe is { Enabled: true } limits ? new BulkLimits(limits.MaxMessagesCount, TimeSpan.FromMilliseconds(limits.MaxAwaitDurationMs)) : null;
        return new Subscription(
            item.PubSubName ?? "",
            item.Topic ?? "",
            rules,
            Subscription.NullIfEmpty(item.DeadLetterTopic),
            bulk,
            item.Metadata ?? new Dictionary<string, string>(StringComparer.Ordinal),
            SubscriptionKind.Programmatic);
    }

    private sealed record Item(string? PubSubName, string? Topic, string? DeadLetterTopic, Dictionary<string, string>? Metadata, string? Route, RouteSet? Routes, BulkSettings? BulkSubscribe);

    private sealed record RouteSet(List<Rule?>? Rules, string? Default);

    private sealed record Rule(string? Match, string? Path);

    private sealed record BulkSettings(bool Enabled, int MaxMessagesCount, int MaxAwaitDurationMs);
}
