using System.Collections.Concurrent;
using System.Collections.Frozen;
using Microsoft.Extensions.Options;
using VectorCare.Contracts.Messages;
using VectorCare.Scraper.Identity;
using VectorCare.Scraper.PollState;
using VectorCare.Scraper.Structure;
using VectorCare.Scraper.Vendors;

namespace VectorCare.Scraper.Golden;

/// <summary>What the golden patients of a clinic say.</summary>
/// <param name="Doubt">Why nothing may be believed; null when every one reads as known.</param>
/// <param name="Fields">Names on their pages, where new names are asked about.</param>
/// <param name="Renames">Names on their pages that may have changed beside those asked about.</param>
internal sealed record GoldenReading(ParsedPage? Doubt, IReadOnlySet<string> Fields, IReadOnlyList<FieldRename> Renames);

/// <summary>Reads the golden patients of a clinic before anything new of the clinic is believed. A patient's own known transmission says the same only about what it has in it.</summary>
internal sealed class GoldenPatients(StructureReferences references, IOptions<ScraperOptions> options, TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<string, Entry> _entries = new();

    /// <summary>Reads the golden patients, unless they were read just now.</summary>
    /// <param name="adapter">The vendor.</param>
    /// <param name="poll">The poll that found something new.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Why nothing may be believed; null when every golden patient reads as known, or the clinic has none.</returns>
    public async Task<ParsedPage?> DoubtAsync(IVendorAdapter adapter, PollContext poll, CancellationToken cancellationToken) =>
        options.Value.Golden.ContainsKey($"{adapter.Name}-{poll.Target.Clinic}") ? (await ReadAsync(adapter, poll, cancellationToken)).Doubt : null;

    /// <summary>Reads the golden patients, unless they were read just now. A clinic without any vouches for nothing.</summary>
    public async Task<GoldenReading> ReadAsync(IVendorAdapter adapter, PollContext poll, CancellationToken cancellationToken)
    {
        var key = $"{adapter.Name}-{poll.Target.Clinic}";
        if (!options.Value.Golden.TryGetValue(key, out var golden))
            return new GoldenReading(ParsedPage.Suspicious("golden-none"), FrozenSet<string>.Empty, []);
        // What they say under other names is another question.
        var names = poll.Renamed is null ? string.Empty : string.Join('\n', poll.Renamed.Select(n => n.Key + '\t' + n.Value).Order(StringComparer.Ordinal));
        var entry = _entries.GetOrAdd(key + names, _ => new Entry());
        await entry.Gate.WaitAsync(cancellationToken);
        try
        {
            if (entry.At is not { } at || (time.GetUtcNow() - at).Duration() >= Fresh)
            {
                var (fields, renames) = (new HashSet<string>(), new List<FieldRename>());
                ParsedPage? doubt = null;
                for (var i = 0; i < golden.Length && doubt is null; i++)
                    doubt = await ReadAsync(adapter, golden[i], poll, fields, renames, cancellationToken);
                entry.Reading = new GoldenReading(doubt, fields, renames);
                entry.At = time.GetUtcNow();
            }

            return entry.Reading!;
        }
        finally
        {
            entry.Gate.Release();
        }
    }

    private async Task<ParsedPage?> ReadAsync(IVendorAdapter adapter, GoldenPatientOptions golden, PollContext poll, HashSet<string> fields, List<FieldRename> renames, CancellationToken cancellationToken)
    {
        // Its transmission counts as new, so that it is read from every kind of page that a new one is read from.
        var state = PatientState.Unknown with { Watermark = golden.Received.AddTicks(-1), BaselineDone = true };
        using var context = new PollContext(new PollTarget(Guid.Empty, poll.Target.Clinic, golden.PortalRef), state, true, poll.Channel) { Renamed = poll.Renamed };
        var page = context.Own(await adapter.FetchAsync(context, cancellationToken));
        if (page.Outcome is { } outcome)
            return new ParsedPage(outcome, "golden-" + page.Reason, []);
        var parsed = await adapter.ReadAsync(page, context, cancellationToken);
        foreach (var shown in context.Pages.Where(p => p.Reply is not null && poll.Renamed is not null))
        {
            fields.UnionWith(adapter.ShapeOf(shown.Kind, shown.Reply!.Body, null).Shingles.Where(s => s.Kind == ShingleKind.Field).Select(s => s.Name));
            renames.AddRange(references.Compare(adapter.Name, shown.Kind, adapter.ShapeOf(shown.Kind, shown.Reply.Body, poll.Renamed))?.Renames ?? []);
        }

        if (parsed.Outcome is { } unread)
            return new ParsedPage(unread, "golden-" + parsed.Reason, []);
        return parsed.Transmissions is [var only] && ContentHash.Of(only) == golden.ContentHash ? null : ParsedPage.Suspicious("golden-mismatch");
    }

    private sealed class Entry
    {
        public SemaphoreSlim Gate { get; } = new(1);

        public DateTimeOffset? At { get; set; }

        public GoldenReading? Reading { get; set; }
    }
}
