using VectorCare.Contracts.Messages;
using VectorCare.Scraper.Budgets;
using VectorCare.Scraper.Golden;
using VectorCare.Scraper.Markup;
using VectorCare.Scraper.Politeness;
using VectorCare.Scraper.PollState;
using VectorCare.Scraper.Quarantine;
using VectorCare.Scraper.Raw;
using VectorCare.Scraper.Relocation;
using VectorCare.Scraper.VendorHealth;
using VectorCare.Scraper.Vendors;
using Microsoft.Extensions.Options;

namespace VectorCare.Scraper.Polling;

/// <summary>What became of a patient's poll.</summary>
/// <param name="Result">The outcome to publish.</param>
/// <param name="State">State after it, apart from misses.</param>
internal sealed record PatientPoll(PollResult Result, PatientState State)
{
    /// <summary>What was made of the look of its pages; null where nobody had to judge.</summary>
    public MarkupJudgement? Markup { get; init; }
}

/// <summary>Polls one patient: fetch, recognise, read, publish what is new.</summary>
internal sealed class PatientPoller(VendorTransport transport, VendorGate gate, ClinicBudgets budgets, VendorOutages outages, TransmissionPublisher transmissions, GoldenPatients golden, MarkupWatch markup, RelocationBook relocations, Relocator relocator, PageQuarantine quarantine, KeptPages kept, IRawArchive archive, IOptions<ScraperOptions> options, TimeProvider time)
{
    /// <summary>Polls. Returns when everything new is acknowledged by pub/sub and its raw bytes are safe; where they are not, nothing is remembered and the next poll finds the same again. An alert never waits for them.</summary>
    /// <param name="adapter">The vendor.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="target">The patient.</param>
    /// <param name="known">What is remembered.</param>
    /// <param name="deadline">When the batch must be finished.</param>
    /// <param name="cancellationToken">Gives up the batch.</param>
    public async Task<PatientPoll> PollAsync(IVendorAdapter adapter, PollBatch batch, PollTarget target, PatientState known, DateTimeOffset deadline, CancellationToken cancellationToken)
    {
        var started = time.GetUtcNow();
        MarkupJudgement? judged = null;
        var monitor = outages.Of(batch.Vendor);
        PatientPoll Done(PollOutcome outcome, string? reason, PatientState state, VendorChannel? channel, string? hash = null, int taken = 0)
        {
            var sent = channel?.FirstSent ?? started;
            var lateness = (long)(sent - batch.Due).TotalMilliseconds;
            var duration = (int)Math.Max(0, (time.GetUtcNow() - sent).TotalMilliseconds);
            return new PatientPoll(new PollResult(target.Patient, target.Clinic, outcome, lateness, duration, channel?.Requests ?? 0, hash, taken, reason), state) { Markup = judged };
        }

        if (gate.Refusal(batch.Vendor) is { } refusal)
            return Done(PollOutcome.NotAsked, refusal, known, null);
        if (!known.BaselineDone && !budgets.AdmitNewPatient(batch.Vendor))
            return Done(PollOutcome.NoData, "not-yet-admitted", known, null);
        if (started >= deadline)
            return Done(PollOutcome.Missed, "batch-budget", known, null);
        if (!monitor.ShouldTry())
            return Done(PollOutcome.VendorDown, "vendor-down", known, null);

        var channel = new VendorChannel(batch.Vendor, target.Clinic, transport, gate, budgets.Of(batch.Vendor, target.Clinic), monitor, deadline, time);
        // The pages that were kept of a hidden patient are read with it, and what the portal shows has to vouch for them.
        var full = known.Hidden is not null || FullParse.IsDue(target.Patient, batch.Cycle, options.Value.FullParseEvery);
        using var poll = new PollContext(target, known, full, channel) { Renamed = await relocations.KnownNamesAsync(batch.Vendor, cancellationToken) };
        var page = poll.Own(await adapter.FetchAsync(poll, cancellationToken));
        if (page.Outcome is { } failed)
            return Done(failed, page.Reason, known, channel);
        if (page.NotModified)
            return Believed(known, channel, known.Fingerprint);

        var fingerprint = adapter.Markers.Fingerprint(page.Reply!.Body.Span);
        var same = fingerprint == known.Fingerprint;
        if (same && !full)
            return Believed(known with { ETag = page.Reply.ETag, LastModified = page.Reply.LastModified }, channel, fingerprint);

        var parsed = await adapter.ReadAsync(page, poll, cancellationToken);
        if (parsed.Outcome is null && Watermark.Newer(known, parsed.Transmissions, adapter.Version) is null)
            parsed = ParsedPage.Suspicious("known-transmission-changed");
        judged = markup.Judge(adapter, poll, parsed);
        if (parsed.Outcome is null && judged is { Verdict: not MarkupVerdict.Harmless })
            parsed = ParsedPage.Suspicious("markup-changed") with { Page = judged.Page };
        var relocated = judged is { Verdict: MarkupVerdict.Relocate } ? await relocator.ReadAsync(adapter, page, poll, judged, batch.Cycle, cancellationToken) : null;
        parsed = relocated?.Parsed ?? parsed;
        if (parsed.Outcome is not null || Watermark.Newer(known, parsed.Transmissions, adapter.Version) is not { } shown)
            return await RefuseAsync(parsed);
        var gone = await kept.ReadAsync(adapter, relocated?.Poll ?? poll, parsed.Transmissions, cancellationToken);
        var newer = gone is { Count: > 0 } ? Watermark.Newer(known, [.. parsed.Transmissions, .. gone], adapter.Version)! : shown;
        if (newer.Count > 0 && relocated is null && await golden.DoubtAsync(adapter, poll, cancellationToken) is { } doubt)
            return await RefuseAsync(doubt);
        quarantine.Runs.Good(batch.Vendor, ParsedPage.PatientPage);
        if (shown.Count > 0)
            quarantine.Runs.Good(batch.Vendor, ParsedPage.SinglePage);
        var raw = new RawPages();
        await transmissions.PublishAsync(batch, target, firstPoll: !known.BaselineDone, relocated?.Marked(newer) ?? newer, raw, cancellationToken);
        if (!await raw.KeepAsync(archive, target.Patient, batch.Vendor, cancellationToken))
            return Done(PollOutcome.New, "raw-not-kept", known, channel, fingerprint, newer.Count);
        if (gone is null)
            return Done(newer.Count > 0 ? PollOutcome.New : PollOutcome.Missed, "kept-not-read", known, channel, fingerprint, newer.Count);
        var state = Watermark.After(known, newer, adapter.Version) with { Fingerprint = fingerprint, ETag = page.Reply.ETag, LastModified = page.Reply.LastModified, BaselineDone = true, Hidden = null };
        if (shown.Count > 0 && same)
            return Done(PollOutcome.Suspicious, "unchanged-page-has-new", state, channel, fingerprint, newer.Count);
        return newer.Count > 0
            ? Done(PollOutcome.New, relocated is null ? null : "relocated", state, channel, fingerprint, newer.Count)
            : Done(Unchanged(state), relocated is null ? null : "relocated", state, channel, fingerprint);

        PatientPoll Believed(PatientState seen, VendorChannel way, string? hash)
        {
            quarantine.Runs.Good(batch.Vendor, ParsedPage.PatientPage);
            return Done(Unchanged(seen), null, seen with { Hidden = null }, way, hash);
        }

        async Task<PatientPoll> RefuseAsync(ParsedPage refused)
        {
            var hidden = known;
            if (refused.Outcome is PollOutcome.ParseFailed or PollOutcome.Suspicious && poll.Pages[^1].Reply is { } last)
                hidden = known with { Hidden = await quarantine.HideAsync(batch, target, known.Hidden, refused, adapter.Markers.Fingerprint(last.Body.Span), poll.Pages, cancellationToken) };
            return Done(refused.Outcome!.Value, refused.Reason, hidden, channel, fingerprint);
        }
    }

    private static PollOutcome Unchanged(PatientState state) => state.Watermark is null ? PollOutcome.NoData : PollOutcome.Unchanged;
}

/// <summary>When a page that looks unchanged is read all the same: every n-th cycle, at a phase of the patient's own, so that nothing needs to be remembered and the load is even.</summary>
internal static class FullParse
{
    /// <summary>Whether this cycle is one.</summary>
    public static bool IsDue(Guid patient, long cycle, int every)
    {
        Span<byte> bytes = stackalloc byte[16];
        patient.TryWriteBytes(bytes);
        var phase = System.IO.Hashing.XxHash64.HashToUInt64(bytes) % (uint)every;
        return (cycle + (long)phase) % every == 0;
    }
}
