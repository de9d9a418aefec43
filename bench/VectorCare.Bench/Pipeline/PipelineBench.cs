using System.Text.Json.Nodes;
using VectorCare.Bench.Harness;

namespace VectorCare.Bench.Pipeline;

/// <summary>Polling at full load through all services, beside what Prometheus needs for as many scrapes.</summary>
internal sealed class PipelineBench : IBench
{
    public string Name => "pipeline";

    public string About => "300,000 patients registered, 1,000 polls a second through all services; Prometheus as the yardstick";

    public IReadOnlyList<string> Keys =>
    [
        "patients", "cycles", "duration_s", "polls_per_s", "lost", "duplicated", "vendor_requests", "lateness_p50_ms", "lateness_p99_ms", "lateness_max_ms", "interval_jitter_p99_ms",
        "cpu_ms_per_poll", "cpu_ms_by_process", "bytes_per_patient", "page_bytes_mean", "new_share", "prometheus_cpu_ms_per_scrape", "prometheus_page_bytes",
    ];

    public async Task<JsonObject> RunAsync(BenchSize size, Action<string> progress, CancellationToken stop)
    {
        var data = Directory.CreateTempSubdirectory("vectorcare-pipeline-").FullName;
        try
        {
            var figures = await new PipelineRun(PipelinePlan.Of(size), Path.Combine(data, "run"), progress).RunAsync(stop);
            await PrometheusYardstick.AddAsync(figures, size, Path.Combine(data, "yardstick"), progress, stop);
            return figures;
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }
}
