using System.Globalization;

namespace LocalDapr.PubSub.Publishing;

/// <summary>Metadata entries that the runtime itself understands.</summary>
internal static class EventMetadata
{
    /// <summary>No metadata.</summary>
    public static readonly IReadOnlyDictionary<string, string> None = new Dictionary<string, string>(0, StringComparer.Ordinal);

    /// <summary>Metadata that the publisher did not even mention; bulk deliveries show it as null.</summary>
    public static readonly IReadOnlyDictionary<string, string> Absent = new Dictionary<string, string>(0, StringComparer.Ordinal);

    /// <summary>Metadata of an HTTP request: its query parameters <c>metadata.*</c>.</summary>
    /// <param name="query">The query.</param>
    /// <returns>The metadata, names without the prefix.</returns>
    public static IReadOnlyDictionary<string, string> FromQuery(Microsoft.AspNetCore.Http.IQueryCollection query)
    {
        if (query.Count == 0)
            return None;
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, values) in query)
        {
            if (name.StartsWith("metadata.", StringComparison.Ordinal))
                metadata[name["metadata.".Length..]] = values[0] ?? "";
        }

        return metadata;
    }

    /// <summary>Reads <c>rawPayload</c>.</summary>
    /// <param name="metadata">The metadata.</param>
    /// <param name="error">Why it cannot be read, or null.</param>
    /// <returns>True when the payload must not be wrapped.</returns>
    public static bool IsRaw(IReadOnlyDictionary<string, string> metadata, out string? error)
    {
        error = null;
        if (!metadata.TryGetValue("rawPayload", out var value) || value.Length == 0)
            return false;
        switch (value)
        {
            case "1" or "t" or "T" or "true" or "TRUE" or "True":
                return true;
            case "0" or "f" or "F" or "false" or "FALSE" or "False":
                return false;
            default:
                error = $"rawPayload value must be a valid boolean: actual is '{value}'";
                return false;
        }
    }

    /// <summary>Reads <c>ttlInSeconds</c>: whole seconds or a duration; 0 expires at once, other values that cannot be read are ignored.</summary>
    /// <param name="metadata">The metadata.</param>
    /// <returns>The time to live, or null.</returns>
    public static TimeSpan? TimeToLive(IReadOnlyDictionary<string, string> metadata)
    {
        var value = Find(metadata, "ttl") ?? Find(metadata, "ttlInSeconds");
        if (string.IsNullOrEmpty(value))
            return null;
        if (long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds))
            return seconds < 0 ? null : TimeSpan.FromSeconds(Math.Min(seconds, 9_000_000_000));
        return DurationText.TryParse(value, out var duration) ? TimeSpan.FromTicks(Math.Max(0, duration.Ticks)) : null;
    }

    /// <summary>A value by its name in any case.</summary>
    /// <param name="metadata">The metadata.</param>
    /// <param name="name">The name.</param>
    /// <returns>The value, or null.</returns>
    public static string? Find(IReadOnlyDictionary<string, string> metadata, string name)
    {
        if (metadata.TryGetValue(name, out var exact))
            return exact;
        foreach (var (key, value) in metadata)
        {
            if (key.Equals(name, StringComparison.OrdinalIgnoreCase))
                return value;
        }

        return null;
    }
}
