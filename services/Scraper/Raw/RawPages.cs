using System.Security.Cryptography;
using VectorCare.Scraper.Vendors;

namespace VectorCare.Scraper.Raw;

/// <summary>The pages that the new transmissions of a poll were read from.</summary>
internal sealed class RawPages
{
    private readonly Dictionary<FetchedPage, string> _hashes = new(ReferenceEqualityComparer.Instance);

    /// <summary>SHA-256 of the page a transmission stands on, and its length; null where the page is not known.</summary>
    public (string? Hash, int Length) Of(ParsedTransmission transmission)
    {
        if (transmission.Source is not { Reply: { } reply } page)
            return (null, 0);
        if (!_hashes.TryGetValue(page, out var hash))
            _hashes[page] = hash = Convert.ToHexStringLower(SHA256.HashData(reply.Body.Span));
        return (hash, reply.Body.Length);
    }

    /// <summary>Has all pages kept.</summary>
    /// <returns>False when one has to be given again.</returns>
    public async Task<bool> KeepAsync(IRawArchive archive, Guid patient, string vendor, CancellationToken cancellationToken)
    {
        foreach (var (page, hash) in _hashes)
        {
            if (await archive.KeepAsync(patient, vendor, hash, page.Reply!.Body, cancellationToken) == RawKept.NotNow)
                return false;
        }

        return true;
    }
}
