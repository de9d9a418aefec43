using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using VectorCare.Contracts.Messages;
using VectorCare.Scraper.Identity;
using VectorCare.Scraper.PollState;
using VectorCare.Scraper.Vendors;

namespace VectorCare.Scraper.Golden;

/// <summary>Reads the golden patients of a clinic before anything new of the clinic is believed. A patient's own known transmission says the same only about what it has in it.</summary>
internal sealed class GoldenPatients(IOptions<ScraperOptions> options, TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<string, Entry> _entries = new();

    /// <summary>Reads the golden patients, unless they were read just now.</summary>
    /// <param name="adapter">The vendor.</param>
    /// <param name="poll">The poll that found something new.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Why nothing may be believed; null when every golden patient reads as known, or the clinic has none.</returns>
    public async Task<ParsedPage?> DoubtAsync(IVendorAdapter adapter, PollContext poll, CancellationToken cancellationToken)
    {
        var key = $"{adapter.Name}-{poll.Target.Clinic}";
        if (!options.Value.Golden.TryGetValue(key, out var golden))
            return null;
        var entry = _entries.GetOrAdd(key, _ => new Entry());
        await entry.Gate.WaitAsync(cancellationToken);
        try
        {
            if (entry.At is not { } at || (time.GetUtcNow() - at).Duration() >= Fresh)
            {
                entry.Doubt = null;
                for (var i = 0; i < golden.Length && entry.Doubt is null; i++)
                    entry.Doubt = await ReadAsync(adapter, golden[i], poll, cancellationToken);
                entry.At = time.GetUtcNow();
            }

            return entry.Doubt;
        }
        finally
        {
            entry.Gate.Release();
        }
    }

    private static async Task<ParsedPage?> ReadAsync(IVendorAdapter adapter, GoldenPatientOptions golden, PollContext poll, CancellationToken cancellationToken)
    {
        // Its transmission counts as new, so that it is read from every kind of page that a new one is read from.
        var state = PatientState.Unknown with { Watermark = golden.Received.AddTicks(-1), BaselineDone = true };
        using var context = new PollContext(new PollTarget(Guid.Empty, poll.Target.Clinic, golden.PortalRef), state, true, poll.Channel);
        var page = context.Own(await adapter.FetchAsync(context, cancellationToken));
        if (page.Outcome is { } outcome)
            return new ParsedPage(outcome, "golden-" + page.Reason, []);
        var parsed = await adapter.ReadAsync(page, context, cancellationToken);
        if (parsed.Outcome is { } unread)
            return new ParsedPage(unread, "golden-" + parsed.Reason, []);
        return parsed.Transmissions is [var only] && ContentHash.Of(only) == golden.ContentHash ? null : ParsedPage.Suspicious("golden-mismatch");
    }

    private sealed class Entry
    {
        public SemaphoreSlim Gate { get; } = new(1);

        public DateTimeOffset? At { get; set; }

        public ParsedPage? Doubt { get; set; }
    }
}
