using System.Diagnostics;
using System.Text.Json.Nodes;
using VectorCare.Bench.Harness;
using VectorCare.Contracts.Messages;
using VectorCare.Scraper.Vendors;
using VectorCare.Scraper.Vendors.Aurora;
using VendorSim;
using VendorSim.Aurora;
using VendorSim.Population;

namespace VectorCare.Bench.Parse;

/// <summary>Whole HTML pages of many patients and all locales through the parser and the value contracts; one thread.</summary>
internal sealed class ParseBench : IBench
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public string Name => "parse";

    public string About => "HTML pages read per second and core, bytes that one page takes at most";

    // What one page allocates in all is more than it ever holds at once.
    public IReadOnlyList<string> Keys => ["pages", "bytes_per_page", "pages_per_s", "peak_bytes_per_page", "refused"];

    public async Task<JsonObject> RunAsync(BenchSize size, Action<string> progress, CancellationToken stop)
    {
        var population = new SimPopulation(new VendorSimOptions { Patients = size == BenchSize.Smoke ? 200 : 2_000, Start = Now.AddDays(-90), RateScale = 4 }, TimeProvider.System);
        var pages = new List<(PollTarget Target, byte[] Body)>();
        foreach (var timeline in population.Timelines.Where(t => t.Patient.Vendor == Vendor.Aurora))
        {
            var view = timeline.At(Now);
            pages.Add((new PollTarget(timeline.Patient.Id, timeline.Patient.ClinicName, timeline.Patient.PortalRef), await AuroraPrint.PageAsync(timeline.Patient, view, view.Newest, Now)));
        }

        var time = size switch { BenchSize.Full => TimeSpan.FromSeconds(30), BenchSize.Quick => TimeSpan.FromSeconds(10), _ => TimeSpan.FromSeconds(1) };
        // Tiered compilation settles first.
        Measure(pages, time / 5, stop);
        var (read, refused, peak, took) = Measure(pages, time, stop);
        return new JsonObject
        {
            ["pages"] = read,
            ["bytes_per_page"] = Math.Round(pages.Average(p => p.Body.Length)),
            ["pages_per_s"] = Math.Round(read / took.TotalSeconds),
            ["peak_bytes_per_page"] = peak,
            ["refused"] = refused,
        };
    }

    private static (long Read, long Refused, long Peak, TimeSpan Took) Measure(List<(PollTarget Target, byte[] Body)> pages, TimeSpan time, CancellationToken stop)
    {
        long read = 0, refused = 0, peak = 0;
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < time)
        {
            stop.ThrowIfCancellationRequested();
            var (target, body) = pages[(int)(read++ % pages.Count)];
            var before = GC.GetAllocatedBytesForCurrentThread();
            var page = AuroraParser.Parse(body, target).Page;
            if (page.Outcome is not null || ValueContracts.Broken(page.Transmissions[0], Now) is not null)
                refused++;
            peak = Math.Max(peak, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return (read, refused, peak, Stopwatch.GetElapsedTime(started));
    }
}
