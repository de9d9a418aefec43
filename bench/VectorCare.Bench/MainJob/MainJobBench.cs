using System.Text.Json;
using System.Text.Json.Nodes;
using VectorCare.Bench.Harness;
using VectorCare.Demo;
using VectorCare.Views;

namespace VectorCare.Bench.MainJob;

/// <summary>The whole of VectorCare as its first command runs it: 3,000 patients at ten times the speed of the clock.</summary>
internal sealed class MainJobBench : IBench
{
    public string Name => "main-job";

    public string About => "3,000 patients, speed 10, at least four cycles through all services on LocalDapr";

    public IReadOnlyList<string> Keys =>
    [
        "patients", "cycles", "polls_due", "polls_done", "polls_lost", "polls_duplicated", "lateness_p50_ms", "lateness_p99_ms", "outcomes", "transmissions_new",
        "alerts_opened", "alerts_delivered", "alert_delay_p99_ms", "misses", "cpu_ms_per_poll", "rss_mb_total", "wall_s",
    ];

    public async Task<JsonObject> RunAsync(BenchSize size, Action<string> progress, CancellationToken stop)
    {
        var (patients, speed, time) = size switch
        {
            BenchSize.Full => (3000, 10d, TimeSpan.FromSeconds(130)),
            BenchSize.Quick => (3000, 10d, TimeSpan.FromSeconds(125)),
            _ => (300, 10d, TimeSpan.FromSeconds(6)),
        };
        var data = Directory.CreateTempSubdirectory("vectorcare-bench-").FullName;
        try
        {
            var options = new DemoOptions(RepositoryRoot.Find(), Path.Combine(data, "run"), false, patients, speed, time, null, [], 200, null);
            var summary = await new DemoRun(options, new ProgressView(progress)).RunAsync(stop);
            foreach (var failure in summary.Failures)
                progress("not good: " + failure);
            return JsonSerializer.SerializeToNode(summary)!.AsObject();
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    private sealed class ProgressView(Action<string> progress) : IRunView
    {
        private readonly LineView _lines = new(new ProgressWriter(progress));

        public TimeSpan Interval => TimeSpan.FromSeconds(10);

        public void Say(string line) => progress(line);

        public void Show(Snapshot snapshot) => _lines.Show(snapshot);
    }

    private sealed class ProgressWriter(Action<string> progress) : StringWriter
    {
        public override void WriteLine(string? value) => progress(value ?? string.Empty);
    }
}
