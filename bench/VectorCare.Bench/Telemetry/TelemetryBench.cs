using System.Globalization;
using System.Text.Json.Nodes;
using VectorCare.Bench.Harness;
using VectorCare.Bench.Pipeline;
using VectorCare.Contracts;
using VectorCare.Summary;

namespace VectorCare.Bench.Telemetry;

/// <summary>
/// The pipeline when every patient is known, with its services started anew by turns without telemetry and with all of it: 1 % of the polls and every alert
/// traced to Zipkin, metrics scraped. What the services cost more is what telemetry costs; whoever takes the spans is not counted, nor is LocalDapr, which exports none.
/// </summary>
internal sealed class TelemetryBench : IBench
{
    private const double SamplingRatio = 0.01;

    private static readonly string[] Services = ["scheduler", "scraper", "ingest", "alerting"];

    public string Name => "telemetry";

    public string About => "CPU of the services at 1,000 polls/s with and without telemetry";

    public IReadOnlyList<string> Keys =>
        ["pairs", "polls_per_s", "lost", "new_share", "sampling_ratio", "spans", "metric_scrapes", "services_cpu_ms_per_poll_without", "services_cpu_ms_per_poll_with", "cost_share", "cost_share_by_pair"];

    public Task<JsonObject> RunAsync(BenchSize size, Action<string> progress, CancellationToken stop) => PipelineRun.InFolderAsync(async folder =>
    {
        var (plan, settle, pairs) = size switch
        {
            BenchSize.Full => (Plan(30_000, 8) with { Cycles = 2 }, 3, 2),
            BenchSize.Quick => (Plan(8_000, 2) with { Cycles = 0.8 }, 0.5, 1),
            _ => (PipelinePlan.Mix(BenchSize.Smoke) with { Registered = 300 }, 0d, 1),
        };
        await using var collector = await Collector.StartAsync(stop);
        await using var set = await EmbeddedSet.StartAsync(plan, Path.Combine(folder, "run"), progress, stop);
        await set.RegisterAsync(stop);
        await set.UntilAsync(set.From + (Cycle * plan.WarmUp), stop);
        var (without, with) = (new List<Window>(), new List<Window>());
        for (var run = 0; run < 2 * pairs; run++)
        {
            // Which one is first changes from pair to pair: a machine that warms or slows favours neither.
            var on = run % 4 is 1 or 2;
            if (run > 0 || plan.WarmUp > 0)
                await set.RestartAsync(Services, on ? Export(collector.Zipkin) : new Dictionary<string, string>(), stop);
            var window = await MeasureAsync(set, settle, plan.Cycles, on ? collector : null, stop);
            (on ? with : without).Add(window);
            progress($"{(on ? "with" : "without")} telemetry: {window.CpuMsPerPoll:F4} ms per poll, {window.New} of {window.Polls} polls new, {window.Lost} lost");
        }

        Window[] all = [.. without, .. with];
        var (cheap, dear) = (without.Average(w => w.CpuMsPerPoll), with.Average(w => w.CpuMsPerPoll));
        return new JsonObject
        {
            ["pairs"] = pairs,
            ["polls_per_s"] = Math.Round(all.Min(w => (w.Polls - w.Lost) / w.Seconds)),
            ["lost"] = all.Sum(w => w.Lost),
            ["new_share"] = Math.Round(all.Sum(w => w.New) / (double)Math.Max(1, all.Sum(w => w.Polls)), 4),
            ["sampling_ratio"] = SamplingRatio,
            ["spans"] = collector.Spans,
            ["metric_scrapes"] = collector.Scrapes,
            ["services_cpu_ms_per_poll_without"] = Math.Round(cheap, 4),
            ["services_cpu_ms_per_poll_with"] = Math.Round(dear, 4),
            ["cost_share"] = Math.Round((dear / cheap) - 1, 4),
            ["cpu_ms_by_service_without"] = Sum(without),
            ["cpu_ms_by_service_with"] = Sum(with),
            ["cost_share_by_pair"] = new JsonArray([.. with.Zip(without, (a, b) => (JsonNode?)JsonValue.Create(Math.Round((a.CpuMsPerPoll / b.CpuMsPerPoll) - 1, 4)))]),
            ["how"] = "user and system time of scheduler, scraper, ingest and alerting over the measured cycles, by poll; the same patients, services started anew and three cycles to settle before each measurement, as the compiler is at work until then, order alternating; page bytes, rules and new share as in pipeline",
        };
    });

    private static TimeSpan Cycle => TimeSpan.FromSeconds(Slots.Count);

    private static PipelinePlan Plan(int patients, double firstPolls) => PipelinePlan.Mix(BenchSize.Quick) with
    {
        Simulated = patients,
        Registered = patients,
        IsLong = false,
        FirstPolls = firstPolls,
        WarmUp = firstPolls + 0.2,
    };

    private static Dictionary<string, string> Export(string zipkin) => new()
    {
        ["Telemetry__Zipkin"] = zipkin,
        ["Telemetry__SamplingRatio"] = SamplingRatio.ToString(CultureInfo.InvariantCulture),
        ["Telemetry__Prometheus"] = "true",
    };

    private static async Task<Window> MeasureAsync(EmbeddedSet set, double settle, double cycles, Collector? collector, CancellationToken stop)
    {
        using var run = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var scraping = collector?.ScrapeAsync(run.Token) ?? Task.CompletedTask;
        try
        {
            await set.UntilAsync(set.Clock.GetUtcNow() + (Cycle * settle), stop);
            return await MeasureAsync(set, cycles, stop);
        }
        finally
        {
            await run.CancelAsync();
            await scraping;
        }
    }

    private static async Task<Window> MeasureAsync(EmbeddedSet set, double cycles, CancellationToken stop)
    {
        var begin = set.Clock.GetUtcNow();
        var end = begin + (Cycle * cycles);
        var before = await set.Api.IngestAsync(begin, stop);
        var since = TimeProvider.System.GetTimestamp();
        var usage = new ProcessUsage();
        usage.Begin(ProcessUsage.Processes(set.Host));
        await set.UntilAsync(end, stop);
        var cpu = usage.CpuMs(ProcessUsage.Processes(set.Host));
        var seconds = TimeProvider.System.GetElapsedTime(since).TotalSeconds;
        var due = set.Due.Until(end) - set.Due.Until(begin);
        var after = await set.SettledAsync(end, stop, since: begin);
        return new Window(due, due - after.PollsDone, after.TransmissionsNew - before.TransmissionsNew, seconds, Services.ToDictionary(s => s, s => cpu.GetValueOrDefault(s)));
    }

    private static JsonObject Sum(IEnumerable<Window> windows) => new(Services.Select(s => KeyValuePair.Create(s, (JsonNode?)windows.Sum(w => w.CpuMs[s]))));

    private sealed record Window(long Polls, long Lost, long New, double Seconds, IReadOnlyDictionary<string, double> CpuMs)
    {
        public double CpuMsPerPoll => CpuMs.Values.Sum() / Math.Max(1, Polls);
    }
}
