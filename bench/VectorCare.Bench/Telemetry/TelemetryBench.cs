using System.Globalization;
using System.Text.Json.Nodes;
using VectorCare.Bench.Harness;
using VectorCare.Bench.Pipeline;

namespace VectorCare.Bench.Telemetry;

/// <summary>The pipeline in pairs of runs, without telemetry and with all of it: 1 % of the polls and every alert traced to Zipkin, metrics scraped. What the services cost more is what telemetry costs; whoever takes the spans is not counted, nor is LocalDapr, which exports none.</summary>
internal sealed class TelemetryBench : IBench
{
    private const double SamplingRatio = 0.01;
    private static readonly string[] Services = ["scheduler", "scraper", "ingest", "alerting"];

    public string Name => "telemetry";

    public string About => "CPU of the services at 1,000 polls/s with and without telemetry";

    public IReadOnlyList<string> Keys =>
        ["pairs", "polls_per_s", "lost", "sampling_ratio", "spans", "metric_scrapes", "services_cpu_ms_per_poll_without", "services_cpu_ms_per_poll_with", "cost_share", "cost_share_by_pair"];

    public async Task<JsonObject> RunAsync(BenchSize size, Action<string> progress, CancellationToken stop)
    {
        var (plan, pairs) = size switch
        {
            BenchSize.Full => (PipelinePlan.Mix(BenchSize.Quick) with { Registered = 30_000, WarmUp = 2, Cycles = 2 }, 3),
            BenchSize.Quick => (PipelinePlan.Mix(BenchSize.Quick) with { Registered = 30_000, WarmUp = 1.5, Cycles = 1 }, 1),
            _ => (PipelinePlan.Mix(BenchSize.Smoke) with { Registered = 300 }, 1),
        };
        await using var collector = await Collector.StartAsync(stop);
        var (without, with, rates, lost) = (new List<double>(), new List<double>(), new List<double>(), 0L);
        for (var run = 0; run < 2 * pairs; run++)
        {
            // Which one is first changes from pair to pair: a machine that warms or slows favours neither.
            var on = run % 4 is 1 or 2;
            var figures = await RunAsync(plan, on ? collector : null, progress, stop);
            var (rate, seconds) = (figures["polls_per_s"]!.GetValue<double>(), figures["duration_s"]!.GetValue<double>());
            (on ? with : without).Add(Services.Sum(s => figures["cpu_ms_by_process"]![s]?.GetValue<double>() ?? 0) / Math.Max(1, rate * seconds));
            rates.Add(rate);
            lost += figures["lost"]!.GetValue<long>();
            progress($"{(on ? "with" : "without")} telemetry: {(on ? with : without)[^1]:F4} ms per poll at {rate:F0} polls/s");
        }

        return new JsonObject
        {
            ["pairs"] = pairs,
            ["polls_per_s"] = Math.Round(rates.Min()),
            ["lost"] = lost,
            ["sampling_ratio"] = SamplingRatio,
            ["spans"] = collector.Spans,
            ["metric_scrapes"] = collector.Scrapes,
            ["services_cpu_ms_per_poll_without"] = Math.Round(without.Average(), 4),
            ["services_cpu_ms_per_poll_with"] = Math.Round(with.Average(), 4),
            ["cost_share"] = Math.Round((with.Average() / without.Average()) - 1, 4),
            ["cost_share_by_pair"] = new JsonArray([.. with.Zip(without, (a, b) => (JsonNode?)JsonValue.Create(Math.Round((a / b) - 1, 4)))]),
            ["how"] = "user and system time of scheduler, scraper, ingest and alerting over the measured cycles, by poll; runs in pairs, order alternating; page bytes, rules and new share as in pipeline",
        };
    }

    private static async Task<JsonObject> RunAsync(PipelinePlan plan, Collector? collector, Action<string> progress, CancellationToken stop)
    {
        if (collector is not null)
            Export(collector.Zipkin, SamplingRatio.ToString(CultureInfo.InvariantCulture), "true");
        var data = Directory.CreateTempSubdirectory("vectorcare-telemetry-").FullName;
        using var run = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var scraping = collector?.ScrapeAsync(run.Token) ?? Task.CompletedTask;
        try
        {
            return await new PipelineRun(plan, Path.Combine(data, "run"), progress).RunAsync(stop);
        }
        finally
        {
            Export(null, null, null);
            await run.CancelAsync();
            await scraping;
            Directory.Delete(data, recursive: true);
        }
    }

    // The services inherit the environment of this process.
    private static void Export(string? zipkin, string? ratio, string? prometheus)
    {
        Environment.SetEnvironmentVariable("Telemetry__Zipkin", zipkin);
        Environment.SetEnvironmentVariable("Telemetry__SamplingRatio", ratio);
        Environment.SetEnvironmentVariable("Telemetry__Prometheus", prometheus);
    }
}
