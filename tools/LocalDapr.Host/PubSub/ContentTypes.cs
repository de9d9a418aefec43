namespace LocalDapr.PubSub;

/// <summary>Content types that decide how an event is wrapped.</summary>
internal static class ContentTypes
{
    /// <summary>A CloudEvent in JSON.</summary>
    public const string CloudEvent = "application/cloudevents+json";

    /// <summary>JSON.</summary>
    public const string Json = "application/json";

    /// <summary>Bytes.</summary>
    public const string Binary = "application/octet-stream";

    /// <summary>What a publish without content type is taken for.</summary>
    public const string Text = "text/plain";

    /// <summary>Compares without parameters and without regard to case.</summary>
    /// <param name="contentType">As sent, or null.</param>
    /// <param name="expected">In lower case.</param>
    /// <returns>True when they are the same.</returns>
    public static bool Is(string? contentType, string expected)
    {
        if (contentType is null)
            return false;
        var end = contentType.IndexOf(';', StringComparison.Ordinal);
        var bare = end < 0 ? contentType.AsSpan() : contentType.AsSpan(0, end);
        return bare.Equals(expected, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>True for text and XML.</summary>
    /// <param name="contentType">As sent, or null.</param>
    /// <returns>True when the bytes are text.</returns>
    public static bool IsText(string? contentType) =>
        contentType is not null && (contentType.StartsWith("text/", StringComparison.OrdinalIgnoreCase) || Is(contentType, "application/xml"));
}
