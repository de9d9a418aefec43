using System.Buffers;
using VectorCare.Scraper.Identity;
using VectorCare.Scraper.Polling;
using VectorCare.Scraper.Raw;
using VectorCare.Scraper.Telemetry;
using VectorCare.Scraper.Vendors;

namespace VectorCare.Scraper.Quarantine;

/// <summary>Reads the kept pages of a hidden patient again, once the page on the portal is believed: what has left the portal meanwhile stands on them alone. What is still on the portal is taken from there, and vouches for the page that says the same.</summary>
internal sealed class KeptPages(IRawArchive archive, ScraperMetrics metrics)
{
    /// <summary>The transmissions that only kept pages show.</summary>
    /// <param name="adapter">The vendor.</param>
    /// <param name="poll">The poll that is believed; it owns the pages from now on.</param>
    /// <param name="shown">What the portal shows.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The transmissions; null when the pages cannot be fetched now.</returns>
    public async Task<IReadOnlyList<ParsedTransmission>?> ReadAsync(IVendorAdapter adapter, PollContext poll, IReadOnlyList<ParsedTransmission> shown, CancellationToken cancellationToken)
    {
        var known = shown.GroupBy(t => t.Id).ToDictionary(t => t.Key, t => ContentHash.Of(t.First()));
        var found = new List<ParsedTransmission>();
        foreach (var kept in (poll.State.Hidden?.Kept ?? []).Reverse())
        {
            var (answered, body) = await archive.FindAsync(poll.Target.Patient, kept.Hash, cancellationToken);
            if (!answered)
                return null;
            var result = body is null ? KeptRead.Gone : Take(adapter, poll, poll.Own(FetchedPage.Of(Reply(body)) with { Name = kept.Name }), known, found);
            metrics.KeptRead(adapter.Name, result);
        }

        return found;
    }

    private static KeptRead Take(IVendorAdapter adapter, PollContext poll, FetchedPage page, Dictionary<string, string> known, List<ParsedTransmission> found)
    {
        var parsed = adapter.ReadKept(page, poll);
        if (parsed.Outcome is not null)
            return KeptRead.Refused;
        (ParsedTransmission Transmission, string Hash)[] wanted = [.. parsed.Transmissions.Where(t => poll.IsWanted(t.Position)).Select(t => (t, ContentHash.Of(t)))];
        if (Watermark.Newer(poll.State, [.. wanted.Select(w => w.Transmission)], adapter.Version) is null || wanted.Any(w => known.TryGetValue(w.Transmission.Id, out var hash) && hash != w.Hash))
            return KeptRead.Disagrees;
        foreach (var (transmission, hash) in wanted)
        {
            if (known.TryAdd(transmission.Id, hash))
                found.Add(transmission);
        }

        return KeptRead.Read;
    }

    private static VendorReply Reply(byte[] body)
    {
        var rented = ArrayPool<byte>.Shared.Rent(body.Length);
        body.CopyTo(rented, 0);
        return new VendorReply { Status = 200 }.WithBody(rented, body.Length);
    }
}

/// <summary>What became of a kept page; a metric tag too.</summary>
internal enum KeptRead
{
    /// <summary>It was read.</summary>
    Read,

    /// <summary>It is not believed: an error page, another patient's, or changed in a way that is not mended.</summary>
    Refused,

    /// <summary>It says otherwise than what is known of a transmission: it is misread.</summary>
    Disagrees,

    /// <summary>Its bytes are not kept any more: the patient was deleted, or they are too old.</summary>
    Gone,
}
