using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using VectorCare.Contracts;
using VectorCare.Contracts.Messages;
using VectorCare.Scraper.Markup;
using VectorCare.Scraper.Quarantine;
using VectorCare.Scraper.Raw;

namespace VectorCare.Scraper.Telemetry;

/// <summary>Figures of the scraper, meter <c>VectorCare.Scraper</c>. Tags: vendor, outcome, reason; never a patient.</summary>
internal sealed class ScraperMetrics
{
    private readonly Counter<long> _polls;
    private readonly Histogram<double> _lateness;
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _requests;
    private readonly Counter<long> _deadLetters;
    private readonly Counter<long> _logins;
    private readonly Counter<long> _raw;
    private readonly Counter<long> _quarantined;
    private readonly Counter<long> _kept;
    private readonly Histogram<double> _drift;
    private readonly Counter<long> _judged;
    private readonly Counter<long> _robots;
    private readonly ConcurrentDictionary<string, bool> _down = new();
    private readonly ConcurrentDictionary<(string Vendor, Guid First), (KeyValuePair<string, int>[] Pages, DateTimeOffset At)> _hidden = new();

    public ScraperMetrics(IMeterFactory factory, TimeProvider time)
    {
        var meter = factory.Create("VectorCare.Scraper");
        _polls = meter.CreateCounter<long>("vectorcare.scraper.polls", "{poll}", "Counted polls.");
        _lateness = meter.CreateHistogram<double>("vectorcare.scraper.lateness", "s", "Request start minus due instant.");
        _duration = meter.CreateHistogram<double>("vectorcare.scraper.batch_duration", "s", "From the delivery of a batch to its acknowledgement.");
        _requests = meter.CreateCounter<long>("vectorcare.scraper.vendor_requests", "{request}", "Requests sent to vendors.");
        _deadLetters = meter.CreateCounter<long>("vectorcare.scraper.dead_letters", "{batch}", "Batches that nobody polled.");
        _logins = meter.CreateCounter<long>("vectorcare.scraper.logins", "{login}", "Logins at vendors, by result.");
        _raw = meter.CreateCounter<long>("vectorcare.scraper.raw_pages", "{page}", "Pages with something new, by what became of their raw bytes.");
        _quarantined = meter.CreateCounter<long>("vectorcare.scraper.quarantined_pages", "{page}", "Pages that were not believed and are kept, by kind and reason.");
        _kept = meter.CreateCounter<long>("vectorcare.scraper.kept_pages", "{page}", "Kept pages that were read again, by result.");
        _drift = meter.CreateHistogram<double>("vectorcare.scraper.structure_drift", "1", "Share of a page's structure that came or went, by kind of page.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5] });
        _judged = meter.CreateCounter<long>("vectorcare.scraper.judged_pages", "{page}", "Pages that the classifier of changed pages judged, by verdict.");
        _robots = meter.CreateCounter<long>("vectorcare.scraper.robots_reads", "{read}", "Requests for a vendor's robots.txt, by result.");
        // A batch counts where it was polled last: what another replica has taken over since fades within a cycle.
        meter.CreateObservableGauge("vectorcare.scraper.hidden_patients", () => Hidden(time.GetUtcNow()), "{patient}", "Patients unmonitored behind pages that are not believed, by vendor and kind of page.");
        meter.CreateObservableGauge("vectorcare.scraper.vendor_down", () => _down.Select(v => new Measurement<int>(v.Value ? 1 : 0, Tag("vendor", v.Key))), null, "1 while the vendor is down.");
    }

    /// <summary>Counts the polls of a batch.</summary>
    public void Polled(PollOutcomes outcomes)
    {
        var vendor = Tag("vendor", outcomes.Vendor);
        foreach (var group in outcomes.Polls.GroupBy(p => (p.Outcome, p.Reason)))
            _polls.Add(group.Count(), vendor, Tag("outcome", group.Key.Outcome.ToString().ToLowerInvariant()), Tag("reason", group.Key.Reason ?? "none"));
        foreach (var poll in outcomes.Polls)
        {
            if (poll.Requests > 0)
                _lateness.Record(poll.LatenessMs / 1000.0, vendor);
        }

        _requests.Add(outcomes.Polls.Sum(p => p.Requests), vendor);
    }

    /// <summary>Records how long a batch took.</summary>
    public void BatchDone(string vendor, TimeSpan duration, string result) => _duration.Record(duration.TotalSeconds, Tag("vendor", vendor), Tag("result", result));

    /// <summary>Counts a dead letter.</summary>
    public void DeadLetter(string reason) => _deadLetters.Add(1, Tag("reason", reason));

    /// <summary>Counts a login.</summary>
    public void Login(string vendor, string result) => _logins.Add(1, Tag("vendor", vendor), Tag("result", result));

    /// <summary>Counts raw bytes.</summary>
    public void RawKept(string vendor, RawKept kept) => _raw.Add(1, Tag("vendor", vendor), Tag("result", kept.ToString().ToLowerInvariant()));

    /// <summary>Counts a kept page that was read again.</summary>
    public void KeptRead(string vendor, KeptRead result) => _kept.Add(1, Tag("vendor", vendor), Tag("result", result.ToString().ToLowerInvariant()));

    /// <summary>Counts a page that is not believed.</summary>
    public void Quarantined(string vendor, string page, string reason) => _quarantined.Add(1, Tag("vendor", vendor), Tag("page", page), Tag("reason", reason));

    /// <summary>Records how far a page is from what such pages look like.</summary>
    public void Drift(string vendor, string page, double score) => _drift.Record(score, Tag("vendor", vendor), Tag("page", page));

    /// <summary>Counts a page that was judged.</summary>
    public void Judged(string vendor, string page, MarkupVerdict verdict) => _judged.Add(1, Tag("vendor", vendor), Tag("page", page), Tag("verdict", verdict.ToString().ToLowerInvariant()));

    /// <summary>Counts a request for a vendor's robots.txt.</summary>
    public void RobotsRead(string vendor, string result) => _robots.Add(1, Tag("vendor", vendor), Tag("result", result));

    /// <summary>Shows whom the pages of a batch hide.</summary>
    public void Hidden(PollBatch batch, IEnumerable<KeyValuePair<string, int>> pages, DateTimeOffset at) => _hidden[(batch.Vendor, batch.Polls[0].Patient)] = ([.. pages], at);

    private IEnumerable<Measurement<int>> Hidden(DateTimeOffset now) => _hidden
        .Where(b => now - b.Value.At <= TimeSpan.FromSeconds(Slots.Count))
        .SelectMany(b => b.Value.Pages.Select(p => (b.Key.Vendor, Page: p.Key, Patients: p.Value)))
        .GroupBy(p => (p.Vendor, p.Page))
        .Select(g => new Measurement<int>(g.Sum(p => p.Patients), Tag("vendor", g.Key.Vendor), Tag("page", g.Key.Page)));

    /// <summary>Shows whether a vendor is down.</summary>
    public void VendorStanding(string vendor, bool down) => _down[vendor] = down;

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
