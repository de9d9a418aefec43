using System.Diagnostics;
using System.Text.Json.Nodes;
using VectorCare.Bench.Harness;

namespace VectorCare.Bench.Runtime;

/// <summary>Sends an operation again and again, 16 at a time, and measures the runtime meanwhile.</summary>
internal sealed class Load(HttpClient http, RuntimeProcess runtime, MeasuredApp app)
{
    private const int Concurrency = 16;

    /// <summary>Measures an operation after a warm-up of a fifth of it.</summary>
    public async Task<JsonObject> MeasureAsync(Operation operation, int operations, CancellationToken stop)
    {
        var requests = Math.Max(Concurrency, operations / operation.PerRequest);
        await SendAsync(operation, Math.Max(Concurrency, requests / 5), stop);
        var cpu = runtime.Cpu;
        var began = Stopwatch.GetTimestamp();
        var (latencies, failed) = await SendAsync(operation, requests, stop);
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        var done = (double)requests * operation.PerRequest;
        var cpuMs = (runtime.Cpu - cpu).TotalMilliseconds / done;
        Array.Sort(latencies);
        return new JsonObject
        {
            ["cpu_ms"] = Math.Round(cpuMs, 4),
            ["per_second"] = Math.Round(done / seconds),
            ["request_p50_ms"] = Math.Round(latencies.Quantile(0.5), 2),
            ["request_p99_ms"] = Math.Round(latencies.Quantile(0.99), 2),
            ["operations"] = done,
            ["failed"] = failed,
            ["daprd_cpu_ms"] = Math.Round(operation.Daprd.CpuMs, 3),
            ["daprd_per_second"] = operation.Daprd.PerSecond,
            ["daprd_scenario"] = operation.Daprd.Scenario,
            ["cpu_share_of_daprd"] = Math.Round(cpuMs / operation.Daprd.CpuMs, 3),
            ["target_cpu_ms"] = Math.Round(operation.MostCpuMs, 3),
            ["target_per_second"] = operation.LeastPerSecond,
            ["pass"] = failed == 0 && cpuMs <= operation.MostCpuMs && done / seconds >= operation.LeastPerSecond,
        };
    }

    private async Task<(double[] Latencies, int Failed)> SendAsync(Operation operation, int requests, CancellationToken stop)
    {
        var latencies = new double[requests];
        var failed = 0;
        var delivered = app.Delivered;
        await Parallel.ForAsync(0, requests, new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = stop }, async (number, cancelled) =>
        {
            var began = Stopwatch.GetTimestamp();
            using var request = operation.Request(number);
            using var answer = await http.SendAsync(request, cancelled);
            await answer.Content.CopyToAsync(Stream.Null, cancelled);
            latencies[number] = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            if (!answer.IsSuccessStatusCode)
                Interlocked.Increment(ref failed);
        });
        if (failed == 0 && !await DeliveredAsync(delivered + ((long)requests * operation.Deliveries), stop))
            failed = (int)(delivered + ((long)requests * operation.Deliveries) - app.Delivered);
        return (latencies, failed);
    }

    private async Task<bool> DeliveredAsync(long wanted, CancellationToken stop)
    {
        var began = Stopwatch.GetTimestamp();
        while (app.Delivered < wanted)
        {
            if (Stopwatch.GetElapsedTime(began) > TimeSpan.FromSeconds(60))
                return false;
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, stop);
        }

        return true;
    }
}
