using System.Globalization;

namespace LocalDapr.State.Stores;

/// <summary>Reads <c>ttlInSeconds</c>.</summary>
internal static class Ttl
{
    /// <summary>Reads the text.</summary>
    /// <param name="text">Text, or null.</param>
    /// <param name="seconds">Seconds; null where none was given.</param>
    /// <returns>False when it is no whole number.</returns>
    public static bool TryParse(string? text, out int? seconds)
    {
        seconds = null;
        if (string.IsNullOrEmpty(text))
            return true;
        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            return false;
        seconds = number;
        return true;
    }

    /// <summary>Expiry of a value written now; zero and negative numbers mean none.</summary>
    /// <param name="seconds">Seconds, or null.</param>
    /// <param name="now">Now.</param>
    /// <returns>The instant, or null.</returns>
    public static DateTimeOffset? ExpiresAt(int? seconds, DateTimeOffset now) =>
        seconds > 0 ? now.AddSeconds(seconds.Value) : null;
}
