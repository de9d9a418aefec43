using System.Globalization;

namespace LocalDapr.State;

/// <summary>Instants as the state API shows them.</summary>
internal static class StateTime
{
    /// <summary>Metadata name of an expiry.</summary>
    public const string ExpiryName = "ttlExpireTime";

    /// <summary>RFC 3339 text in UTC, to the second.</summary>
    /// <param name="instant">The instant.</param>
    /// <returns>The text.</returns>
    public static string Text(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
