using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace VectorCare.Scraper.Identity;

/// <summary>Turns identifiers into pseudonyms: HMAC-SHA-256 under a configured key, the first 16 bytes in hex.</summary>
internal sealed class Pseudonyms(IOptions<ScraperOptions> options)
{
    private readonly byte[] _key = Encoding.UTF8.GetBytes(options.Value.PseudonymKey);

    /// <summary>Pseudonym of a device.</summary>
    /// <param name="manufacturer">Manufacturer, or null.</param>
    /// <param name="serial">Serial number, or null when the portal gives none: then the patient stands in for it.</param>
    /// <param name="patient">Internal patient id.</param>
    public string Device(string? manufacturer, string? serial, Guid patient) =>
        Of(serial is null ? "patient|" + patient : $"{manufacturer}|{serial}");

    /// <summary>Pseudonym of any text.</summary>
    public string Of(string text) => Convert.ToHexStringLower(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
}
