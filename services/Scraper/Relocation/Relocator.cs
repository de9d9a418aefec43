using System.IO.Hashing;
using System.Text;
using VectorCare.Contracts.Messages;
using VectorCare.Scraper.Golden;
using VectorCare.Scraper.Markup;
using VectorCare.Scraper.Polling;
using VectorCare.Scraper.Vendors;

namespace VectorCare.Scraper.Relocation;

/// <summary>A page that was read under new names.</summary>
/// <param name="Poll">The poll with the new names.</param>
/// <param name="Parsed">What was read under them.</param>
/// <param name="Marks">What every transmission of the page is marked with.</param>
internal sealed record Relocated(PollContext Poll, ParsedPage Parsed, IReadOnlyList<NotUnderstood> Marks)
{
    /// <summary>Transmissions with the marks.</summary>
    public IReadOnlyList<HashedTransmission> Marked(IReadOnlyList<HashedTransmission> transmissions) =>
        [.. transmissions.Select(t => t with { Transmission = t.Transmission with { NotUnderstood = [.. t.Transmission.NotUnderstood, .. Marks] } })];
}

/// <summary>Reads a page again under new names. What it says counts only with two proofs: the patient's own known transmission reads as before, and so do the clinic's golden patients, on whose pages every new name must stand.</summary>
internal sealed class Relocator(RelocationBook book, GoldenPatients golden, TimeProvider time)
{
    /// <summary>Reads a refused page again.</summary>
    /// <param name="adapter">The vendor.</param>
    /// <param name="page">The patient's page.</param>
    /// <param name="poll">The poll.</param>
    /// <param name="judged">The judgement that proposes it.</param>
    /// <param name="cycle">Present cycle.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null where a proof is missing, or a human rejected it.</returns>
    public async Task<Relocated?> ReadAsync(IVendorAdapter adapter, FetchedPage page, PollContext poll, MarkupJudgement judged, long cycle, CancellationToken cancellationToken)
    {
        var found = Found(judged);
        if (found.Count == 0)
            return null;
        var relocations = await book.ProposeAsync(adapter.Name, found, cancellationToken);
        if (relocations.Any(r => r.State == RelocationState.Rejected) || poll.State.Watermark is null)
            return null;
        var again = poll with { Renamed = RelocationBook.Joined(poll.Renamed, relocations.Select(r => KeyValuePair.Create(r.After, r.Before))) };
        var vouching = await golden.ReadAsync(adapter, again, cancellationToken);
        if (vouching.Doubt is not null || !relocations.All(r => vouching.Fields.Contains(r.After)))
            return null;
        var parsed = await adapter.ReadAsync(page, again, cancellationToken);
        if (parsed.Outcome is not null || !Watermark.Vouches(poll.State, parsed.Transmissions, adapter.Version) || Watermark.Newer(poll.State, parsed.Transmissions, adapter.Version) is null)
            return null;
        await book.AppliedAsync(adapter.Name, relocations, cycle, cancellationToken);
        return new Relocated(again, parsed, [.. relocations.Select(r => new NotUnderstood(r.Place, r.After, "relocated"))]);
    }

    private List<PageRelocation> Found(MarkupJudgement judged)
    {
        var renames = judged.Drift.Renames;
        // One name that stands for two cannot be told apart where names are all that is known.
        if (renames.GroupBy(r => r.After).Any(g => g.Select(r => r.Before).Distinct().Count() > 1))
            return [];
        return [.. renames.Select(r => new PageRelocation(XxHash64.HashToUInt64(Encoding.UTF8.GetBytes($"{r.Place}\t{r.Before}\t{r.After}")).ToString("x16"), judged.Page, r.Place, r.Before, r.After, RelocationState.Proposed, time.GetUtcNow()))];
    }
}
