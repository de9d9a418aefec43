using System.Text.Json.Nodes;
using VectorCare.Bench.Harness;

namespace VectorCare.Bench.Pipeline;

/// <summary>Polling at full load through all services, beside what Prometheus needs for as many scrapes.</summary>
internal sealed class PipelineBench : IBench
{
    public string Name => "pipeline";

    public string About => "300,000 patients registered, 1,000 polls a second through all services; Prometheus as the yardstick";

    public IReadOnlyList<string> Keys => [.. PipelineRun.Keys, "bytes_per_patient", "page_bytes_mean", "new_share", "prometheus_cpu_ms_per_scrape", "prometheus_page_bytes"];

    public Task<JsonObject> RunAsync(BenchSize size, Action<string> progress, CancellationToken stop) => PipelineRun.InFolderAsync(async folder =>
    {
        var figures = await new PipelineRun(PipelinePlan.Mix(size), Path.Combine(folder, "run"), progress).RunAsync(stop);
        await PrometheusYardstick.AddAsync(figures, size, Path.Combine(folder, "yardstick"), progress, stop);
        return figures;
    });
}

/// <summary>How many polls a second two cores sustain when vendors cost next to nothing.</summary>
internal sealed class PipelineStubBench : IBench
{
    public string Name => "pipeline-stub";

    public string About => "3,000 polls a second through all services, of vendors that answer in a few bytes";

    public IReadOnlyList<string> Keys => PipelineRun.Keys;

    public Task<JsonObject> RunAsync(BenchSize size, Action<string> progress, CancellationToken stop) =>
        PipelineRun.InFolderAsync(folder => new PipelineRun(PipelinePlan.Stub(size), folder, progress).RunAsync(stop));
}
