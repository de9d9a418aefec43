using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace VectorCare.Alerting.Delivery.Webhook;

/// <summary>Signature of a webhook's body: a receiver computes it again, compares in constant time, and refuses what is older than a few minutes.</summary>
internal static class WebhookSignature
{
    /// <summary>Header that carries it.</summary>
    public const string Header = "VectorCare-Signature";

    /// <summary><c>t={Unix seconds},v1={hex of HMAC-SHA256 over "t.body"}</c>.</summary>
    public static string Of(ReadOnlySpan<byte> body, ReadOnlySpan<byte> key, DateTimeOffset at)
    {
        var stamp = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return $"t={stamp},v1={Convert.ToHexStringLower(HMACSHA256.HashData(key, [.. Encoding.ASCII.GetBytes(stamp + "."), .. body]))}";
    }
}
