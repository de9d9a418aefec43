using System.IO.Hashing;
using System.Text;
using VectorCare.Contracts.Messages;
using VectorCare.Scraper.Golden;
using VectorCare.Scraper.Markup;
using VectorCare.Scraper.Polling;
using VectorCare.Scraper.Structure;
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

/// <summary>Reads a page again under new names. What it says counts only with two proofs: the patient's own known transmission reads as before, and so do the clinic's golden patients, on whose pages every new name must stand. Names that changed on the golden patients' pages alone, since another kind of device has them, are joined, so that these pages can be read.</summary>
internal sealed class Relocator(RelocationBook book, GoldenPatients golden, TimeProvider time)
{
    private const int MaxJoins = 3;

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
        var own = judged.Drift.Renames;
        if (own.Count == 0 || !adapter.ReadsRenamed || !AreTold(own) || await OpenAsync(adapter, judged.Page, own, cancellationToken) is null || poll.State.Watermark is null)
            return null;
        if (await ProvenAsync(adapter, poll, own, cancellationToken) is not { } names || await OpenAsync(adapter, judged.Page, names, cancellationToken) is not { } relocations)
            return null;
        var again = Under(poll, names);
        var parsed = await adapter.ReadAsync(page, again, cancellationToken);
        if (parsed.Outcome is not null || !Watermark.Vouches(poll.State, parsed.Transmissions, adapter.Version) || Watermark.Newer(poll.State, parsed.Transmissions, adapter.Version) is null)
            return null;
        await book.AppliedAsync(adapter.Name, relocations, cycle, cancellationToken);
        return new Relocated(again, parsed, [.. own.Select(r => new NotUnderstood(r.Place, r.After, "relocated"))]);
    }

    /// <summary>Notes new names.</summary>
    /// <returns>They as they stand; null where a human rejected one.</returns>
    private async Task<IReadOnlyList<PageRelocation>?> OpenAsync(IVendorAdapter adapter, string page, IReadOnlyList<FieldRename> names, CancellationToken cancellationToken)
    {
        var noted = await book.ProposeAsync(adapter.Name, [.. names.Select(n => Proposal(page, n))], cancellationToken);
        return noted.Any(r => r.State == RelocationState.Rejected) ? null : noted;
    }

    /// <summary>The page's new names, with those of the golden patients' pages that it takes to read these as known; null where they do not.</summary>
    private async Task<IReadOnlyList<FieldRename>?> ProvenAsync(IVendorAdapter adapter, PollContext poll, IReadOnlyList<FieldRename> own, CancellationToken cancellationToken)
    {
        var names = own;
        for (var joins = 0; joins <= MaxJoins && AreTold(names); joins++)
        {
            var vouching = await golden.ReadAsync(adapter, Under(poll, names), cancellationToken);
            if (vouching.Doubt is null)
                return own.All(n => vouching.Fields.Contains(n.After)) ? names : null;
            if (vouching.Renames.Count == 0)
                return null;
            names = [.. names, .. vouching.Renames.DistinctBy(n => (n.Place, n.Before, n.After))];
        }

        return null;
    }

    private static PollContext Under(PollContext poll, IReadOnlyList<FieldRename> names) => poll with { Renamed = RelocationBook.Joined(poll.Renamed, names.Select(n => KeyValuePair.Create(n.After, n.Before))) };

    // One name that stands for two cannot be told apart where names are all that is known.
    private static bool AreTold(IReadOnlyList<FieldRename> names) => names.GroupBy(n => n.After).All(g => g.Select(n => n.Before).Distinct().Count() == 1);

    private PageRelocation Proposal(string page, FieldRename name) =>
        new(XxHash64.HashToUInt64(Encoding.UTF8.GetBytes($"{name.Place}\t{name.Before}\t{name.After}")).ToString("x16"), page, name.Place, name.Before, name.After, RelocationState.Proposed, time.GetUtcNow());
}
