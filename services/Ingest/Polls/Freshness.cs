using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using VectorCare.Contracts;
using VectorCare.Contracts.Messages;

namespace VectorCare.Ingest.Polls;

/// <summary>When each patient was last seen: our clock, and beside it when the page last had something new. Known again after a restart from the last 25 hours.</summary>
internal sealed class Freshness
{
    /// <summary>Age from which a patient counts as stale: three cycles.</summary>
    public static readonly TimeSpan StaleAfter = TimeSpan.FromSeconds(3 * Slots.Count);

    private readonly ConcurrentDictionary<Guid, Seen> _patients = new();
    private readonly TimeProvider _clock;

    public Freshness(IMeterFactory meters, TimeProvider clock)
    {
        _clock = clock;
        var meter = meters.Create("VectorCare.Ingest.Freshness");
        meter.CreateObservableGauge("vectorcare.ingest.stale_patients", () => Vendors().Select(v => new Measurement<long>(v.Stale, new KeyValuePair<string, object?>("vendor", v.Vendor))), "{patient}", "Patients not seen for three cycles, by vendor.");
        meter.CreateObservableGauge("vectorcare.ingest.oldest_view", () => Vendors().Select(v => new Measurement<double>(v.OldestSeconds, new KeyValuePair<string, object?>("vendor", v.Vendor))), "s", "Age of the oldest last view of a patient, by vendor.");
    }

    /// <summary>Notes the outcomes of a batch.</summary>
    public void Add(PollOutcomes batch)
    {
        foreach (var poll in batch.Polls)
        {
            var at = batch.Due.AddMilliseconds(poll.LatenessMs + poll.DurationMs);
            var isSeen = poll.Outcome is PollOutcome.Unchanged or PollOutcome.New or PollOutcome.NoData;
            _patients.AddOrUpdate(
                poll.Patient,
                _ => new Seen(batch.Vendor, batch.Due, isSeen ? at : null, poll.Outcome == PollOutcome.New ? at : null),
                (_, known) => new Seen(batch.Vendor, known.Since, isSeen ? Later(known.SeenAt, at) : known.SeenAt, poll.Outcome == PollOutcome.New ? Later(known.NewAt, at) : known.NewAt));
        }
    }

    /// <summary>Forgets a patient.</summary>
    public void Forget(Guid patient) => _patients.TryRemove(patient, out _);

    /// <summary>A patient's ages; null for one who was not polled.</summary>
    public PatientFreshness? Of(Guid patient) => _patients.TryGetValue(patient, out var seen) ? View(patient, seen) : null;

    /// <summary>Patients by the age of their last view, oldest first.</summary>
    public IReadOnlyList<PatientFreshness> Stalest(string? vendor, int limit) =>
        [.. _patients.Where(p => vendor is null || p.Value.Vendor == vendor).OrderBy(p => p.Value.SeenAt ?? p.Value.Since).Take(limit).Select(p => View(p.Key, p.Value))];

    /// <summary>Each vendor's patients.</summary>
    public IReadOnlyList<VendorFreshness> Vendors()
    {
        var now = _clock.GetUtcNow();
        return [.. _patients.Values.GroupBy(s => s.Vendor).Select(g => new VendorFreshness(
            g.Key, g.LongCount(), g.LongCount(s => now - (s.SeenAt ?? s.Since) > StaleAfter), Math.Max(0, g.Max(s => (now - (s.SeenAt ?? s.Since)).TotalSeconds)))).OrderBy(v => v.Vendor, StringComparer.Ordinal)];
    }

    private PatientFreshness View(Guid patient, Seen seen) => new(patient, seen.Vendor, seen.SeenAt, seen.NewAt, Math.Max(0, (_clock.GetUtcNow() - (seen.SeenAt ?? seen.Since)).TotalSeconds));

    private static DateTimeOffset Later(DateTimeOffset? known, DateTimeOffset at) => known > at ? known.Value : at;

    private sealed record Seen(string Vendor, DateTimeOffset Since, DateTimeOffset? SeenAt, DateTimeOffset? NewAt);
}

/// <summary>How old our view of a patient is.</summary>
/// <param name="Patient">Internal patient id.</param>
/// <param name="Vendor">Vendor id.</param>
/// <param name="SeenAt">End of the last poll that could see the page; null when none could.</param>
/// <param name="NewAt">End of the last poll that found something new; null when none did.</param>
/// <param name="AgeSeconds">Age of the last view in s; since the first poll where there was none.</param>
public sealed record PatientFreshness(Guid Patient, string Vendor, DateTimeOffset? SeenAt, DateTimeOffset? NewAt, double AgeSeconds);

/// <summary>How old our view of a vendor's patients is.</summary>
/// <param name="Vendor">Vendor id.</param>
/// <param name="Patients">Patients polled.</param>
/// <param name="Stale">Patients not seen for three cycles.</param>
/// <param name="OldestSeconds">Age of the oldest last view in s.</param>
public sealed record VendorFreshness(string Vendor, long Patients, long Stale, double OldestSeconds);
