using LocalDapr.Resources;

namespace LocalDapr.PubSub;

/// <summary>Which topics an app may publish to and subscribe to, from a component's metadata.</summary>
internal sealed class TopicScopes
{
    private readonly HashSet<string> _allowed;
    private readonly HashSet<string> _protected;
    private readonly HashSet<string> _publishing;
    private readonly HashSet<string> _subscription;

    /// <summary>Reads the scopes of an app.</summary>
    /// <param name="component">The component.</param>
    /// <param name="appId">The app.</param>
    public TopicScopes(ComponentSpec component, string appId)
    {
        _allowed = Topics(component["allowedTopics"]);
        _protected = Topics(component["protectedTopics"]);
        _publishing = OfApp(component["publishingScopes"], appId);
        _subscription = OfApp(component["subscriptionScopes"], appId);
    }

    /// <summary>True when the app may publish to the topic.</summary>
    /// <param name="topic">The topic.</param>
    /// <returns>True when allowed.</returns>
    public bool MayPublish(string topic) => IsAllowed(topic, _publishing);

    /// <summary>True when the app may subscribe to the topic.</summary>
    /// <param name="topic">The topic.</param>
    /// <returns>True when allowed.</returns>
    public bool MaySubscribe(string topic) => IsAllowed(topic, _subscription);

    private bool IsAllowed(string topic, HashSet<string> scope)
    {
        if (_allowed.Count > 0 && !_allowed.Contains(topic))
            return false;
        if (scope.Count == 0 && !_protected.Contains(topic))
            return true;
        return scope.Contains(topic);
    }

    private static HashSet<string> Topics(string? list) =>
        string.IsNullOrEmpty(list) ? [] : [.. list.Split(',', StringSplitOptions.TrimEntries)];

    // "app=" names an app without any topic: its set holds the empty name, so that nothing is allowed.
    private static HashSet<string> OfApp(string? scopes, string appId)
    {
        var topics = new HashSet<string>(StringComparer.Ordinal);
        foreach (var scope in (scopes ?? "").Split(';'))
        {
            var equals = scope.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0 && scope[..equals].Trim() == appId)
                topics.UnionWith(scope[(equals + 1)..].Split(',', StringSplitOptions.TrimEntries));
        }

        return topics;
    }
}
