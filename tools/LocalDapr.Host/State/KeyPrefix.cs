namespace LocalDapr.State;

/// <summary>How a component's keys are told apart by app: metadata <c>keyPrefix</c> = <c>appid</c> (default), <c>name</c>, <c>namespace</c>, <c>none</c> or a text of its own.</summary>
internal sealed class KeyPrefix
{
    /// <summary>Separates prefix and key; no key may contain it.</summary>
    public const string Separator = "||";

    /// <summary>Namespace of every sidecar of a local host.</summary>
    public const string Namespace = "default";

    /// <summary>Keys as they are.</summary>
    public static readonly KeyPrefix None = new(null);

    private readonly string? _prefix;

    private KeyPrefix(string? prefix) => _prefix = prefix;

    /// <summary>Reads the strategy of a component.</summary>
    /// <param name="strategy">Value of <c>keyPrefix</c>, or null.</param>
    /// <param name="appId">App id of the sidecar.</param>
    /// <param name="component">Component name.</param>
    /// <returns>The prefix.</returns>
    /// <exception cref="FormatException">The text contains <c>||</c>.</exception>
    public static KeyPrefix Parse(string? strategy, string appId, string component)
    {
        if (strategy?.Contains(Separator, StringComparison.Ordinal) == true)
            throw new FormatException($"keyPrefix '{strategy}' of component {component} can't contain '{Separator}'");
        return new KeyPrefix(strategy?.ToLowerInvariant() switch
        {
            null or "" or "appid" => appId,
            "name" => component,
            "namespace" => $"{Namespace}.{appId}",
            "none" => null,
            _ => strategy,
        });
    }

    /// <summary>Tells whether a caller may use a key.</summary>
    /// <param name="key">Key as the caller gave it.</param>
    /// <returns>False when it contains <c>||</c>.</returns>
    public static bool IsLegal(string key) => !key.Contains(Separator, StringComparison.Ordinal);

    /// <summary>Completes a key.</summary>
    /// <param name="key">Key as the caller gave it.</param>
    /// <returns>The key in the store.</returns>
    public string Complete(string key) => _prefix is null ? key : string.Concat(_prefix, Separator, key);
}
