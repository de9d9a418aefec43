using System.Globalization;
using System.Text.Json;

namespace LocalDapr.PubSub;

/// <summary>Reads what a delivery must know from an envelope that came over a broker.</summary>
internal static class EnvelopeReader
{
    private static readonly string[] Rfc3339 = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <summary>Facts of an envelope.</summary>
    /// <param name="envelope">The CloudEvent.</param>
    /// <param name="metadata">Metadata of the record; they stand in for a missing trace.</param>
    /// <returns>The facts.</returns>
    public static EnvelopeFacts Facts(JsonElement envelope, IReadOnlyDictionary<string, string> metadata)
    {
        var trace = Text(envelope, "traceparent") ?? metadata.GetValueOrDefault("traceparent") ?? Text(envelope, "traceid") ?? metadata.GetValueOrDefault("traceid");
        return new EnvelopeFacts(Text(envelope, "id"), trace, Expiration(envelope));
    }

    /// <summary>The <c>expiration</c> of an envelope.</summary>
    /// <param name="envelope">The CloudEvent.</param>
    /// <returns>The instant, or null when there is none or it cannot be read.</returns>
    public static DateTimeOffset? Expiration(JsonElement envelope) =>
        Text(envelope, "expiration") is { } text && DateTimeOffset.TryParseExact(text, Rfc3339, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant) ? instant : null;

    /// <summary>A text field.</summary>
    /// <param name="envelope">The CloudEvent.</param>
    /// <param name="name">Field name.</param>
    /// <returns>The text, or null.</returns>
    public static string? Text(JsonElement envelope, string name) =>
        envelope.ValueKind == JsonValueKind.Object && envelope.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
