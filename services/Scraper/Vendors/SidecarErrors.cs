using System.Text.Json;

namespace VectorCare.Scraper.Vendors;

/// <summary>Tells Dapr's own error answers from a vendor's: a JSON object whose <c>errorCode</c> is one of Dapr's.</summary>
internal static class SidecarErrors
{
    /// <summary>Reason code of a sidecar's error; null when it is the vendor's own answer.</summary>
    public static string? Reason(int status, ReadOnlySpan<byte> body)
    {
        if (body.Length > 16_384 || body.IndexOf("\"errorCode\""u8) is < 0 or > 64 || body.IndexOf("ERR_"u8) < 0)
            return null;
        try
        {
            var reader = new Utf8JsonReader(body);
            using var document = JsonDocument.ParseValue(ref reader);
            var code = document.RootElement.GetProperty("errorCode").GetString();
            var message = document.RootElement.TryGetProperty("message", out var text) ? text.GetString() ?? string.Empty : string.Empty;
            return code switch
            {
                "ERR_DIRECT_INVOKE" when message.Contains("circuit breaker is open", StringComparison.Ordinal) => "breaker-open",
                "ERR_DIRECT_INVOKE" when message.Contains("deadline exceeded", StringComparison.Ordinal) || message.Contains("timeout", StringComparison.OrdinalIgnoreCase) => "timeout",
                "ERR_DIRECT_INVOKE" when status is 403 or 404 => "no-endpoint",
                "ERR_DIRECT_INVOKE" => "unreachable",
                _ => null,
            };
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }
}
