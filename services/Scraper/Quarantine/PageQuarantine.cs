using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using VectorCare.Contracts.Messages;
using VectorCare.Scraper.PollState;
using VectorCare.Scraper.Raw;
using VectorCare.Scraper.Telemetry;
using VectorCare.Scraper.Vendors;
using VectorCare.ServiceDefaults.Events;

namespace VectorCare.Scraper.Quarantine;

/// <summary>Keeps the pages that are not believed, knows whom they hide, and tells of each kind of page once. Several replicas may tell the same: it is one episode of one alert.</summary>
internal sealed class PageQuarantine(IQuarantineStore store, IRawArchive archive, IEventPublisher publisher, ScraperMetrics metrics, IOptions<ScraperOptions> options, TimeProvider time)
{
    private const int Attempts = 10;

    /// <summary>The runs of pages.</summary>
    public PageRuns Runs { get; } = new(options.Value.QuarantineAfter);

    /// <summary>Keeps a page that is not believed; the same page of the same patient once.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="target">The patient.</param>
    /// <param name="before">The page that hid the patient before, or null.</param>
    /// <param name="refused">Why it is not believed.</param>
    /// <param name="fingerprint">Its fingerprint.</param>
    /// <param name="pages">It, last, and the pages of the same poll that came before.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<HiddenPage> HideAsync(PollBatch batch, PollTarget target, HiddenPage? before, ParsedPage refused, string fingerprint, IReadOnlyList<FetchedPage> pages, CancellationToken cancellationToken)
    {
        Runs.Bad(batch.Vendor, refused.Page);
        var reason = refused.Reason ?? "unknown";
        if (before is { Raw: not null } && before.Fingerprint == fingerprint && before.Reason == reason)
            return before;
        metrics.Quarantined(batch.Vendor, refused.Page, reason);
        var kept = new List<KeptPage>();
        string? last = null;
        foreach (var page in pages.Where(p => p.Reply is not null))
        {
            var body = page.Reply!.Body;
            var hash = Convert.ToHexStringLower(SHA256.HashData(body.Span));
            last = await archive.KeepAsync(target.Patient, batch.Vendor, hash, body, cancellationToken) == RawKept.Kept ? hash : null;
            if (last is not null)
                kept.Add(new KeptPage(last, page.Name));
        }

        return new HiddenPage(refused.Page, reason, before?.Since ?? time.GetUtcNow(), fingerprint, last) { Kept = before?.Kept ?? [] }.With(kept);
    }

    /// <summary>Writes down whom the batch hid or showed again, and tells what has to be told.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="known">States before it.</param>
    /// <param name="changes">States after it, where they changed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="Dapr.DaprException">The event was not acknowledged; the batch is delivered again.</exception>
    public async Task SettleAsync(PollBatch batch, IReadOnlyDictionary<Guid, (PatientState State, string Etag)> known, IReadOnlyList<StateChange> changes, CancellationToken cancellationToken)
    {
        var after = changes.ToDictionary(c => c.Patient, c => c.State.Hidden);
        HiddenPage? Before(PollTarget target) => known.TryGetValue(target.Patient, out var state) ? state.State.Hidden : null;
        HiddenPage? After(PollTarget target) => after.TryGetValue(target.Patient, out var page) ? page : Before(target);
        PollTarget[] moved = [.. batch.Polls.Where(t => Before(t) != After(t))];
        if (moved.Length > 0)
            await UpdateAsync(batch.Vendor, batch.Slot, batch.Cycle, moved, [.. from target in moved let page = After(target) where page is not null select new HiddenPatient(target, page with { Kept = [] })], cancellationToken);
        metrics.Hidden(batch, batch.Polls.Select(After).OfType<HiddenPage>().CountBy(h => h.Page), time.GetUtcNow());
        foreach (var page in Runs.Untold(batch.Vendor))
        {
            await TellAsync(batch.Vendor, page, ConnectivityKind.PageQuarantined, batch.Cycle, batch.Polls.Select(After).FirstOrDefault(h => h?.Page == page), cancellationToken);
            Runs.Told(batch.Vendor, page);
        }
    }

    /// <summary>Replaces what is written of these patients, and tells of the kinds of page that hide nobody any more.</summary>
    /// <param name="vendor">Vendor id.</param>
    /// <param name="slot">The slot.</param>
    /// <param name="cycle">Present cycle.</param>
    /// <param name="moved">The patients.</param>
    /// <param name="hidden">Those of them that are hidden.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task UpdateAsync(string vendor, int slot, long cycle, IReadOnlyCollection<PollTarget> moved, IReadOnlyCollection<HiddenPatient> hidden, CancellationToken cancellationToken)
    {
        var ids = moved.Select(t => t.Patient).ToHashSet();
        for (var attempt = 1; ; attempt++)
        {
            var (old, etag) = await store.ReadAsync(vendor, slot, cancellationToken);
            var now = new HiddenSlot(slot, [.. old.Patients.Where(p => !ids.Contains(p.Target.Patient)), .. hidden]);
            if (old.Patients.Count == 0 && now.Patients.Count == 0)
                return;
            if (!await store.TryWriteAsync(vendor, now, etag, cancellationToken))
            {
                if (attempt == Attempts)
                    throw new Dapr.DaprException("The quarantine of a slot could not be written: others kept writing it.");
                continue;
            }

            var gone = old.Patients.Select(p => p.Hidden.Page).Except(now.Patients.Select(p => p.Hidden.Page)).ToArray();
            if (gone.Length == 0)
                return;
            var left = (await store.ReadAllAsync(vendor, cancellationToken)).SelectMany(s => s.Patients).Select(p => p.Hidden.Page).ToHashSet();
            foreach (var page in gone.Where(p => !left.Contains(p)))
                await TellAsync(vendor, page, ConnectivityKind.PageRestored, cycle, null, cancellationToken);
            return;
        }
    }

    private Task TellAsync(string vendor, string page, ConnectivityKind kind, long cycle, HiddenPage? first, CancellationToken cancellationToken)
    {
        var at = time.GetUtcNow();
        return new VendorNews(kind, vendor, page, cycle, at, first?.Since ?? at, first?.Reason).PublishAsync(publisher, options.Value.MissWindow, cancellationToken);
    }
}
