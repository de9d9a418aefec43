using System.Text.Json;
using LocalDapr.Jobs.Times;

namespace LocalDapr.Actors;

/// <summary>What the application answers to <c>GET /dapr/config</c> about its actors.</summary>
/// <param name="Types">Settings of each hosted type.</param>
/// <param name="DrainTimeout">How long calls under way may go on when the sidecar stops; default 60 s.</param>
internal sealed record ActorConfig(IReadOnlyDictionary<string, ActorTypeConfig> Types, TimeSpan DrainTimeout)
{
    /// <summary>An application without actors.</summary>
    public static readonly ActorConfig None = new(new Dictionary<string, ActorTypeConfig>(), TimeSpan.Zero);

    private static readonly TimeSpan DefaultDrainTimeout = TimeSpan.FromSeconds(60);

    /// <summary>Reads the answer; what is malformed falls back to its default.</summary>
    /// <param name="json">The body.</param>
    /// <returns>The settings.</returns>
    /// <exception cref="JsonException">The body is no JSON.</exception>
    public static ActorConfig Parse(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
            return None;
        var common = ActorTypeConfig.Default.With(root);
        var types = new Dictionary<string, ActorTypeConfig>(StringComparer.Ordinal);
        foreach (var type in Entities(root))
            types[type] = common;
        if (root.TryGetProperty("entitiesConfig", out var special) && special.ValueKind == JsonValueKind.Array)
        {
            foreach (var entry in special.EnumerateArray().Where(e => e.ValueKind == JsonValueKind.Object))
            {
                foreach (var type in Entities(entry).Where(types.ContainsKey))
                    types[type] = common.With(entry);
            }
        }
        return new ActorConfig(types, Duration(root, "drainOngoingCallTimeout") ?? DefaultDrainTimeout);
    }

    /// <summary>A duration in Go's form.</summary>
    /// <param name="element">Object.</param>
    /// <param name="name">Member.</param>
    /// <returns>The duration, or null.</returns>
    internal static TimeSpan? Duration(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && GoDuration.TryParse(value.GetString(), out var duration)
            ? duration
            : null;

    private static IEnumerable<string> Entities(JsonElement element) =>
        element.TryGetProperty("entities", out var entities) && entities.ValueKind == JsonValueKind.Array
            ? entities.EnumerateArray().Where(e => e.ValueKind == JsonValueKind.String).Select(e => e.GetString()!).ToList()
            : [];
}

/// <summary>Settings of an actor type.</summary>
/// <param name="IdleTimeout">Time without a call after which an actor is deactivated; default 60 min.</param>
/// <param name="Reentrant">True lets a call that came from the actor's own turn in; default false.</param>
/// <param name="MaxStackDepth">Most calls within each other; default 32.</param>
internal sealed record ActorTypeConfig(TimeSpan IdleTimeout, bool Reentrant, int MaxStackDepth)
{
    /// <summary>Dapr's defaults.</summary>
    public static readonly ActorTypeConfig Default = new(TimeSpan.FromMinutes(60), false, 32);

    /// <summary>These settings with those of an object over them.</summary>
    /// <param name="element">The object.</param>
    /// <returns>The settings.</returns>
    public ActorTypeConfig With(JsonElement element)
    {
        var settings = this with { IdleTimeout = ActorConfig.Duration(element, "actorIdleTimeout") ?? IdleTimeout };
        if (!element.TryGetProperty("reentrancy", out var reentrancy) || reentrancy.ValueKind != JsonValueKind.Object)
            return settings;
        return settings with
        {
            Reentrant = reentrancy.TryGetProperty("enabled", out var enabled) && enabled.ValueKind == JsonValueKind.True,
            MaxStackDepth = reentrancy.TryGetProperty("maxStackDepth", out var depth) && depth.TryGetInt32(out var number) ? number : MaxStackDepth,
        };
    }
}
