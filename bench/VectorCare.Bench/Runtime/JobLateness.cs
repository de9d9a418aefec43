using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using VectorCare.Bench.Harness;

namespace VectorCare.Bench.Runtime;

/// <summary>How late cron jobs trigger: from the second they are due to the call that reaches the application.</summary>
internal static class JobLateness
{
    private const double MostLateMs = 10;

    /// <summary>Schedules jobs over the seconds of a minute and watches them.</summary>
    public static async Task<JsonObject> MeasureAsync(HttpClient http, int port, MeasuredApp app, int jobs, TimeSpan time, CancellationToken stop)
    {
        var late = new ConcurrentBag<double>();
        for (var job = 0; job < jobs; job++)
        {
            using var answer = await http.PostAsJsonAsync(new Uri($"http://127.0.0.1:{port}/v1.0-alpha1/jobs/cron-{job}"), new { schedule = $"{job % 60} * * * * *", overwrite = true }, stop);
            answer.EnsureSuccessStatusCode();
        }

        app.OnJob(name =>
        {
            if (!name.StartsWith("cron-", StringComparison.Ordinal))
                return;
            var now = TimeProvider.System.GetUtcNow();
            var due = int.Parse(name.AsSpan(5)) % 60;
            late.Add((((now.TimeOfDay.TotalSeconds % 60) - due + 60) % 60) * 1000);
        });
        await Task.Delay(time, TimeProvider.System, stop);
        app.OnJob(null);
        double[] sorted = [.. late.Order()];
        double? p99 = sorted.Length == 0 ? null : Math.Round(sorted.Quantile(0.99), 2);
        return new JsonObject
        {
            ["jobs"] = jobs,
            ["triggered"] = sorted.Length,
            ["lateness_p50_ms"] = sorted.Length == 0 ? null : Math.Round(sorted.Quantile(0.5), 2),
            ["lateness_p99_ms"] = p99,
            ["target_lateness_p99_ms"] = MostLateMs,
            ["pass"] = p99 <= MostLateMs,
            ["daprd_lateness_p99_ms"] = 10,
            ["daprd_scenario"] = "cron: 60 jobs, 125 callbacks",
        };
    }
}
