using System.Text.Json.Nodes;
using VectorCare.Bench.Harness;
using VectorCare.TestKit;

namespace VectorCare.Bench.Runtime;

/// <summary>Cost of LocalDapr per operation, beside daprd's recorded cost.</summary>
internal sealed class RuntimeBench : IBench
{
    private const double MostIdlePercent = 1;
    private const double MostIdleMib = 120;

    public string Name => "runtime";

    public string About => "CPU of LocalDapr's process per operation and operations per second, beside daprd 1.18.3";

    public IReadOnlyList<string> Keys => [.. Operation.All(0).Select(o => o.Name), "jobs_cron", "idle", "how"];

    public async Task<JsonObject> RunAsync(BenchSize size, Action<string> progress, CancellationToken stop)
    {
        var (operations, idle, cron) = size switch
        {
            BenchSize.Full => (20_000, TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(61)),
            BenchSize.Quick => (5_000, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30)),
            _ => (100, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)),
        };
        var folder = Directory.CreateTempSubdirectory("localdapr-bench-").FullName;
        await using var probe = await MeasuredApp.StartAsync(subscribes: true, stop);
        await using var callee = await MeasuredApp.StartAsync(subscribes: false, stop);
        var httpPorts = RuntimeFiles.Apps.ToDictionary(a => a, _ => FreePorts.Next());
        RuntimeFiles.Write(folder, new Dictionary<string, int>(StringComparer.Ordinal) { ["probe"] = probe.Port, ["callee"] = callee.Port }, httpPorts);
        try
        {
            await using var runtime = await RuntimeProcess.StartAsync(folder, httpPorts.Values, stop);
            using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = 64 });
            var figures = new JsonObject { ["idle"] = await IdleAsync(runtime, idle, stop) };
            var load = new Load(http, runtime, probe);
            foreach (var operation in Operation.All(httpPorts["probe"]))
            {
                progress(operation.Name);
                figures[operation.Name] = await load.MeasureAsync(operation, operations, stop);
            }

            progress("jobs_cron");
            figures["jobs_cron"] = await JobLateness.MeasureAsync(http, httpPorts["probe"], probe, 300, cron, stop);
            figures["how"] = "cpu_ms: user and system time of LocalDapr's own process (six sidecars) divided by operations; client and applications are another process on the same cores. 1 KB bodies, 16 at a time. daprd: performance.json of the recordings, all sidecars and services involved.";
            return figures;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<JsonObject> IdleAsync(RuntimeProcess runtime, TimeSpan time, CancellationToken stop)
    {
        await Task.Delay(time / 3, TimeProvider.System, stop);
        var cpu = runtime.Cpu;
        await Task.Delay(time, TimeProvider.System, stop);
        var (percent, rss) = ((runtime.Cpu - cpu) / time * 100, runtime.ResidentMib);
        return new JsonObject
        {
            ["sidecars"] = RuntimeFiles.Apps.Count,
            ["cpu_percent_of_a_core"] = Math.Round(percent, 3),
            ["rss_mib"] = Math.Round(rss, 1),
            ["target_cpu_percent_of_a_core"] = MostIdlePercent,
            ["target_rss_mib"] = MostIdleMib,
            ["pass"] = percent <= MostIdlePercent && rss <= MostIdleMib,
            ["daprd_cpu_percent_of_a_core"] = Math.Round(((6 * 0.001) + 0.004 + 0.013) * 100, 2),
            ["daprd_rss_mib"] = (6 * 70) + 90 + 39,
        };
    }
}
