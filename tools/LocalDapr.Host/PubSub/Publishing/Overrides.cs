namespace LocalDapr.PubSub.Publishing;

/// <summary>Envelope fields that a publisher sets by metadata <c>cloudevent.*</c>, names in any case.</summary>
internal readonly struct Overrides
{
    private const string Prefix = "cloudevent.";

    public string? Id { get; private init; }

    public string? Source { get; private init; }

    public string? Type { get; private init; }

    public string? Subject { get; private init; }

    public string? TraceId { get; private init; }

    public string? TraceParent { get; private init; }

    public string? TraceState { get; private init; }

    /// <summary>Reads the overrides; an empty value overrides nothing.</summary>
    /// <param name="metadata">Metadata of the publish.</param>
    /// <returns>The overrides.</returns>
    public static Overrides From(IReadOnlyDictionary<string, string> metadata)
    {
        var result = default(Overrides);
        foreach (var (name, value) in metadata)
        {
            if (value.Length == 0 || !name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
                continue;
            result = name[Prefix.Length..].ToLowerInvariant() switch
            {
                "id" => result with { Id = value },
                "source" => result with { Source = value },
                "type" => result with { Type = value },
                "subject" => result with { Subject = value },
                "traceid" => result with { TraceId = value },
                "traceparent" => result with { TraceParent = value },
                "tracestate" => result with { TraceState = value },
                _ => result,
            };
        }

        return result;
    }
}
