using System.Globalization;

namespace LocalDapr.Jobs.Times;

/// <summary>An instant given as RFC 3339, or as a Go or ISO 8601 duration from a start.</summary>
internal static class PointInTime
{
    private static readonly string[] Forms = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <summary>Reads an instant.</summary>
    /// <param name="text">Text.</param>
    /// <param name="start">Where durations start.</param>
    /// <param name="instant">The instant.</param>
    /// <returns>What is wrong, or null.</returns>
    public static string? Parse(string text, DateTimeOffset start, out DateTimeOffset instant)
    {
        instant = start;
        if (TryRfc3339(text, out instant))
            return null;
        if (GoDuration.TryParse(text, out var duration))
        {
            instant = start + duration;
            return null;
        }
        if (!IsoDuration.TryParse(text, out var iso))
            return "due time format not recognized";
        if (iso.Repetitions > 0)
            return "repeats not supported for due time";
        instant = iso.After(start);
        return null;
    }

    /// <summary>Reads an RFC 3339 instant with its zone.</summary>
    /// <param name="text">Text.</param>
    /// <param name="instant">The instant.</param>
    /// <returns>False when the text has another form.</returns>
    public static bool TryRfc3339(string? text, out DateTimeOffset instant)
    {
        instant = default;
        return text is { Length: > 19 }
            && (text[^1] == 'Z' || text.AsSpan(19).IndexOfAny('+', '-') >= 0)
            && DateTimeOffset.TryParseExact(text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out instant);
    }
}
