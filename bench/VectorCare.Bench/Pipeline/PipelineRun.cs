using System.Diagnostics;
using System.Text.Json.Nodes;
using LocalDapr.RunFiles;
using VectorCare.Contracts;
using VectorCare.Contracts.Messages;
using VectorCare.Services;
using VectorCare.Summary;

namespace VectorCare.Bench.Pipeline;

/// <summary>Registers the population, lets the first cycles pass, and measures the following ones.</summary>
internal sealed class PipelineRun(PipelinePlan plan, string data, Action<string> progress)
{
    private readonly HttpClient _http = new();

    /// <summary>Keys of the figures.</summary>
    public static IReadOnlyList<string> Keys { get; } =
    [
        "patients", "cycles", "duration_s", "polls_per_s", "lost", "duplicated", "vendor_requests", "lateness_p50_ms", "lateness_p99_ms", "lateness_max_ms", "interval_jitter_p99_ms",
        "cpu_ms_per_poll", "cpu_ms_by_process",
    ];

    /// <summary>Runs with a folder that is gone afterwards.</summary>
    public static async Task<JsonObject> InFolderAsync(Func<string, Task<JsonObject>> run)
    {
        var folder = Directory.CreateTempSubdirectory("vectorcare-pipeline-").FullName;
        try
        {
            return await run(folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Whether a process's CPU counts as that of polls: scheduler, scraper, ingest, alerting and LocalDapr.</summary>
    public static bool CostsPolls(string process) => process is not ("vendorsim" or "registry");

    public async Task<JsonObject> RunAsync(CancellationToken stop)
    {
        await using var set = await EmbeddedSet.StartAsync(plan, data, progress, stop);
        var (api, host, due) = (set.Api, set.Host, set.Due);
        var idle = ResidentMemory.Bytes(Counted(host));
        var watch = Stopwatch.StartNew();
        await set.RegisterAsync(stop);
        var importSeconds = watch.Elapsed.TotalSeconds;
        progress($"registered {plan.Registered} patients in {importSeconds:F1} s");
        await set.UntilAsync(set.From, stop);
        var bytesPerPatient = (ResidentMemory.Bytes(Counted(host)) - idle) / plan.Registered;

        var begin = set.From + (TimeSpan.FromSeconds(Slots.Count) * plan.WarmUp);
        await set.UntilAsync(begin, stop);
        progress("measuring");
        var usage = new ProcessUsage();
        usage.Begin(ProcessUsage.Processes(host));
        watch.Restart();
        (await _http.DeleteAsync(new Uri(set.Vendors, "/sim/stats/jitter"), stop)).Dispose();
        var vendorsBefore = await VendorStatistics.ReadAsync(_http, set.Vendors, stop);
        var before = await api.IngestAsync(begin, stop, since: set.From);
        var end = begin + (TimeSpan.FromSeconds(Slots.Count) * plan.Cycles);
        await set.UntilAsync(end, stop);
        var seconds = watch.Elapsed.TotalSeconds;
        var after = await set.SettledAsync(end, stop);
        var measured = await api.IngestAsync(end, stop, since: begin);
        var vendors = await VendorStatistics.ReadAsync(_http, set.Vendors, stop);
        var cpu = usage.CpuMs(ProcessUsage.Processes(host));
        var bytesPerPatientPolled = (ResidentMemory.Bytes(Counted(host)) - idle) / plan.Registered;
        var polls = due.Until(end) - due.Until(begin);
        var counted = cpu.Where(p => CostsPolls(p.Key)).Sum(p => p.Value);
        return new JsonObject
        {
            ["patients"] = due.Patients,
            ["cycles"] = plan.Cycles,
            ["duration_s"] = Math.Round(seconds, 1),
            ["polls_per_s"] = Math.Round((Seen(after) - Seen(before)) / seconds, 1),
            ["lost"] = due.Until(end) - after.PollsDone,
            ["duplicated"] = after.PollsDuplicated,
            ["vendor_requests"] = vendors.Requests - vendorsBefore.Requests,
            ["lateness_p50_ms"] = measured.LatenessP50Ms,
            ["lateness_p99_ms"] = measured.LatenessP99Ms,
            ["lateness_max_ms"] = measured.LatenessMaxMs,
            ["interval_jitter_p99_ms"] = vendors.JitterP99Ms,
            ["cpu_ms_per_poll"] = Math.Round(counted / Math.Max(1, polls), 3),
            ["cpu_ms_by_process"] = new JsonObject(cpu.Select(p => KeyValuePair.Create(p.Key, (JsonNode?)p.Value))),
            ["bytes_per_patient"] = bytesPerPatient,
            ["bytes_per_patient_polled"] = bytesPerPatientPolled,
            ["page_bytes_mean"] = (vendors.PageBytes - vendorsBefore.PageBytes) / Math.Max(1, vendors.Pages - vendorsBefore.Pages),
            ["new_share"] = Math.Round((after.TransmissionsNew - before.TransmissionsNew) / (double)Math.Max(1, polls), 4),
            ["registered"] = plan.Registered,
            ["import_s"] = Math.Round(importSeconds, 1),
            ["misses"] = after.Misses,
            ["outcomes"] = new JsonObject(after.Outcomes.Select(v => KeyValuePair.Create(v.Key, (JsonNode?)new JsonObject(v.Value.Select(o => KeyValuePair.Create(o.Key, (JsonNode?)o.Value)))))),
            ["speed"] = plan.Speed,
        };
    }

    private static IEnumerable<KeyValuePair<string, int>> Counted(RunFileHost host) => ProcessUsage.Processes(host).Where(p => p.Key != "vendorsim");

    /// <summary>Polls that saw their page; those that expired or found nobody are no polling done.</summary>
    private static long Seen(IngestSummary ingest) =>
        ingest.Outcomes.Values.Sum(o => o.Where(c => c.Key is nameof(PollOutcome.Unchanged) or nameof(PollOutcome.New) or nameof(PollOutcome.NoData)).Sum(c => c.Value));
}
