using System.Diagnostics;
using System.Text.Json.Nodes;
using LocalDapr.Mailbox;
using LocalDapr.RunFiles;
using ScaledTime;
using VectorCare.Contracts;
using VectorCare.Demo;
using VectorCare.Services;
using VectorCare.Summary;
using VectorCare.Views;
using VectorCare.Webhooks;

namespace VectorCare.Bench.Pipeline;

/// <summary>Starts everything on the embedded set, registers the population, lets the first cycles pass, and measures the following ones. LocalDapr runs in this process.</summary>
internal sealed class PipelineRun(PipelinePlan plan, string data, Action<string> progress)
{
    private static readonly TimeSpan UnderWay = TimeSpan.FromSeconds(20);
    private readonly DemoSecrets _secrets = new();
    private readonly DemoFolders _folders = new(data);
    private readonly HttpClient _http = new();

    public async Task<JsonObject> RunAsync(CancellationToken stop)
    {
        var scaledClock = plan.Speed > 1 ? ClockSettings.Format(TimeProvider.System.GetUtcNow(), plan.Speed) : null;
        var clock = ClockSettings.Parse(scaledClock);
        var options = new DemoOptions(RepositoryRoot.Find(), data, false, plan.Patients, plan.Speed, null, null, [], PipelinePlan.RateScale, null, PipelinePlan.Clinics);
        _folders.Prepare(keep: false);
        var view = new LineView(TextWriter.Null);
        await PopulationFiles.WriteAsync(options, _folders, clock, stop);
        var all = Path.Combine(data, "registered.csv");
        await PipelinePopulation.WriteAsync(_folders.Population, all, plan, stop);
        var due = new DuePolls(_folders.Population);
        await using var mailbox = await SmtpMailbox.StartAsync(_folders.Mail, options.MailPort);
        await using var webhooks = await WebhookInbox.StartAsync(_folders.Webhooks, options.WebhookPort, stop);
        await using var host = await RunFileHost.StartAsync(Settings(options, clock, scaledClock, view), stop);
        using var api = new ServiceApi(ServiceEndpoints.Of(host), _secrets.IssuerKey, clock);
        await Readiness.WaitAsync(host, api, stop);

        var idle = ResidentMemory.Bytes(Counted(host));
        var watch = Stopwatch.StartNew();
        var from = await api.ImportAsync(all, stop);
        var importSeconds = watch.Elapsed.TotalSeconds;
        progress($"registered {plan.Registered} patients in {importSeconds:F1} s");
        await UntilAsync(clock, from, stop);
        var bytesPerPatient = (ResidentMemory.Bytes(Counted(host)) - idle) / plan.Registered;

        var begin = from + (TimeSpan.FromSeconds(Slots.Count) * plan.WarmUp);
        await UntilAsync(clock, begin, stop);
        progress("measuring");
        var usage = new ProcessUsage();
        usage.Begin(ProcessUsage.Processes(host));
        watch.Restart();
        var vendorUrl = ServiceEndpoints.Of(host)[ServiceEndpoints.VendorSim];
        (await _http.DeleteAsync(new Uri(vendorUrl, "/sim/stats/jitter"), stop)).Dispose();
        var vendorsBefore = await VendorStatistics.ReadAsync(_http, vendorUrl, stop);
        var before = await api.IngestAsync(begin, stop);
        var end = begin + (TimeSpan.FromSeconds(Slots.Count) * plan.Cycles);
        await UntilAsync(clock, end, stop);
        var seconds = watch.Elapsed.TotalSeconds;
        var after = await Settling.WaitAsync(api, clock, end, end + UnderWay, s => Task.FromResult(s.PollsDone >= due.Between(from, end)), stop);
        var measured = await api.IngestAsync(end, stop, since: begin);
        var vendors = await VendorStatistics.ReadAsync(_http, vendorUrl, stop);
        var cpu = usage.CpuMs(ProcessUsage.Processes(host));
        var polls = due.Between(begin, end);
        var counted = cpu.Where(p => p.Key is not ("vendorsim" or "registry")).Sum(p => p.Value);
        return new JsonObject
        {
            ["patients"] = plan.Patients,
            ["cycles"] = plan.Cycles,
            ["duration_s"] = Math.Round(seconds, 1),
            ["polls_per_s"] = Math.Round(polls / seconds, 1),
            ["lost"] = due.Between(from, end) - after.PollsDone,
            ["duplicated"] = after.PollsDuplicated,
            ["vendor_requests"] = vendors.Requests - vendorsBefore.Requests,
            ["lateness_p50_ms"] = measured.LatenessP50Ms,
            ["lateness_p99_ms"] = measured.LatenessP99Ms,
            ["lateness_max_ms"] = measured.LatenessMaxMs,
            ["interval_jitter_p99_ms"] = vendors.JitterP99Ms,
            ["cpu_ms_per_poll"] = Math.Round(counted / Math.Max(1, polls), 3),
            ["cpu_ms_by_process"] = new JsonObject(cpu.Select(p => KeyValuePair.Create(p.Key, (JsonNode?)p.Value))),
            ["bytes_per_patient"] = bytesPerPatient,
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

    private async Task UntilAsync(TimeProvider clock, DateTimeOffset instant, CancellationToken stop)
    {
        var wait = (instant - clock.GetUtcNow()) / plan.Speed;
        if (wait > TimeSpan.Zero)
            await Task.Delay(wait, TimeProvider.System, stop);
    }

    private RunFileOptions Settings(DemoOptions options, TimeProvider clock, string? scaledClock, IRunView view) => DemoRunFile.Settings(
        options, _folders, _secrets, clock, scaledClock, view,
        new Dictionary<string, IReadOnlyDictionary<string, string>>
        {
            ["registry"] = new Dictionary<string, string> { ["Registry__LeadSeconds"] = plan.LeadSeconds.ToString() },
            ["scraper"] = new Dictionary<string, string> { ["Scraper__NewPatientsPerSecond"] = plan.NewPatientsPerSecond.ToString("F1") },
        });
}
