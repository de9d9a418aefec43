using Microsoft.Extensions.Options;
using VectorCare.Scraper.Politeness.Robots;

namespace VectorCare.Scraper.Politeness;

/// <summary>Says whether a vendor may be asked: its terms permit it, it has no quiet window, and its robots.txt allows the path.</summary>
internal sealed class VendorGate(RobotsBook robots, IOptions<ScraperOptions> options, TimeProvider time)
{
    /// <summary>The terms of use forbid it.</summary>
    public const string TermsForbid = "terms-forbid";

    /// <summary>It is the vendor's quiet window.</summary>
    public const string Quiet = "quiet-window";

    /// <summary>Whether the vendor's terms forbid to poll it.</summary>
    public bool IsForbidden(string vendor) => options.Value.Vendors.TryGetValue(vendor, out var own) && own.Terms == TermsOfUse.Forbidden;

    /// <summary>Why the vendor may be asked nothing at all now; null when it may.</summary>
    public string? Refusal(string vendor)
    {
        if (!options.Value.Vendors.TryGetValue(vendor, out var own))
            return null;
        if (own.Terms == TermsOfUse.Forbidden)
            return TermsForbid;
        if (own.QuietWindows.Length == 0)
            return null;
        var local = TimeOnly.FromDateTime(TimeZoneInfo.ConvertTime(time.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById(own.TimeZone)).DateTime);
        return own.QuietWindows.Any(w => local.IsBetween(w.From, w.To)) ? Quiet : null;
    }

    /// <summary>Why the vendor may not be asked for a path now; null when it may.</summary>
    /// <param name="vendor">Vendor id.</param>
    /// <param name="path">Path and query below the vendor's base URL, without a leading slash.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<string?> RefusalAsync(string vendor, string path, CancellationToken cancellationToken) =>
        Refusal(vendor) ?? await robots.RefusalAsync(vendor, path, cancellationToken);
}
