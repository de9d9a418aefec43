using System.IO.Hashing;

namespace VectorCare.Scraper.Pages;

/// <summary>The parts of a page that change by themselves: what lies between an exact opening and closing text, in the order of the page.</summary>
internal sealed class VolatileMarkers
{
    private readonly (byte[] Open, byte[] Close)[] _parts;

    /// <summary>Creates the markers.</summary>
    /// <param name="parts">Opening and closing text, in the order in which they appear; one that is missing on a page is passed over.</param>
    public VolatileMarkers(params (string Open, string Close)[] parts) =>
        _parts = [.. parts.Select(p => (System.Text.Encoding.UTF8.GetBytes(p.Open), System.Text.Encoding.UTF8.GetBytes(p.Close)))];

    /// <summary>No volatile parts: every byte counts.</summary>
    public static VolatileMarkers None { get; } = new();

    /// <summary>XxHash64 of all bytes outside the volatile parts, 16 hex digits.</summary>
    public string Fingerprint(ReadOnlySpan<byte> page)
    {
        if (_parts.Length == 0)
            return XxHash64.HashToUInt64(page).ToString("x16");
        var hash = new XxHash64();
        foreach (var (open, close) in _parts)
        {
            var start = page.IndexOf(open);
            if (start < 0)
                continue;
            start += open.Length;
            var length = page[start..].IndexOf(close);
            if (length < 0)
                continue;
            hash.Append(page[..start]);
            page = page[(start + length)..];
        }

        hash.Append(page);
        return hash.GetCurrentHashAsUInt64().ToString("x16");
    }
}
