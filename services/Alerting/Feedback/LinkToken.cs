using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace VectorCare.Alerting.Feedback;

/// <summary>What a link does.</summary>
internal enum LinkAction
{
    /// <summary>Acknowledges the alert.</summary>
    Acknowledge,

    /// <summary>Acknowledges it and says that it was not useful.</summary>
    NotUseful,
}

/// <summary>What a link may be used for: one action on one alert by one clinic, until it expires.</summary>
/// <param name="AlertId">Alert id.</param>
/// <param name="Clinic">Clinic id.</param>
/// <param name="Action">The action.</param>
/// <param name="Expires">When it expires.</param>
internal sealed record LinkToken(string AlertId, string Clinic, LinkAction Action, DateTimeOffset Expires)
{
    private const string Version = "v1";
    private const int LongestText = 600;

    /// <summary>The token as text for a URL: its content and an HMAC-SHA256 over it.</summary>
    public string Sign(ReadOnlySpan<byte> key)
    {
        var content = Encoding.UTF8.GetBytes(string.Join('\n', Version, AlertId, Clinic, Action.ToString(), Expires.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)));
        return $"{Base64Url.EncodeToString(content)}.{Base64Url.EncodeToString(HMACSHA256.HashData(key, content))}";
    }

    /// <summary>Reads a token; null where its signature is not ours. Whether it has expired is the reader's business.</summary>
    public static LinkToken? Read(string text, ReadOnlySpan<byte> key)
    {
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0 || text.Length > LongestText || !Base64Url.IsValid(text.AsSpan(0, dot)) || !Base64Url.IsValid(text.AsSpan(dot + 1)))
            return null;
        var content = Base64Url.DecodeFromChars(text.AsSpan(0, dot));
        if (!CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(key, content), Base64Url.DecodeFromChars(text.AsSpan(dot + 1))))
            return null;
        return Encoding.UTF8.GetString(content).Split('\n') is [Version, var alert, var clinic, var action, var expires] && Enum.TryParse<LinkAction>(action, out var known)
            ? new LinkToken(alert, clinic, known, DateTimeOffset.FromUnixTimeSeconds(long.Parse(expires, CultureInfo.InvariantCulture)))
            : null;
    }
}
