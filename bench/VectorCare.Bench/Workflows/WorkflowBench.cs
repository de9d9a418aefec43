using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Dapr.Workflow;
using VectorCare.Bench.Harness;

namespace VectorCare.Bench.Workflows;

/// <summary>Workflows on LocalDapr and this repository's worker, both in one process.</summary>
internal sealed class WorkflowBench : IBench
{
    private static readonly TimeSpan TimersAfter = TimeSpan.FromSeconds(20);

    public string Name => "workflow";

    public string About => "three-activity workflows per second on SQLite, starts, timers, and the cost of sleeping ones";

    public IReadOnlyList<string> Keys => ["workflows_per_s", "start_p99_ms", "timer_late_p99_ms", "bytes_per_sleeping", "cpu_percent_sleeping", "targets", "how"];

    public async Task<JsonObject> RunAsync(BenchSize size, Action<string> progress, CancellationToken stop)
    {
        var (workflows, starts, pending, firing, sleeping) = size switch
        {
            BenchSize.Full => (5_000, 1_000, 10_000, 1_000, 100_000),
            BenchSize.Quick => (2_000, 500, 10_000, 500, 20_000),
            _ => (100, 50, 200, 50, 500),
        };
        var figures = new JsonObject();
        progress($"{workflows} workflows of three activities, 64 at a time");
        figures["workflows_per_s"] = await RateAsync(workflows, stop);
        progress($"{starts} starts, 50 a second");
        var started = await StartsAsync(starts, stop);
        figures["start_p50_ms"] = started.P50;
        figures["start_p99_ms"] = started.P99;
        progress($"{pending} timers, {firing} of them due at 50 a second");
        var late = await TimersAsync(pending, firing, size == BenchSize.Smoke ? TimeSpan.FromSeconds(3) : TimersAfter, stop);
        figures["timer_late_p50_ms"] = late.P50;
        figures["timer_late_p99_ms"] = late.P99;
        progress($"{sleeping} sleeping");
        (figures["bytes_per_sleeping"], figures["cpu_percent_sleeping"]) = await SleepAsync(sleeping, size == BenchSize.Smoke ? TimeSpan.FromSeconds(1) : TimeSpan.FromSeconds(10), stop);
        figures["targets"] = new JsonObject { ["workflows_per_s"] = 150, ["start_p99_ms"] = 1000, ["timer_late_p99_ms"] = 100, ["bytes_per_sleeping"] = 3000, ["daprd_1_18_3_redis_workflows_per_s"] = 118 };
        figures["how"] = $"engine, worker, activities and client in one process on all cores; start: schedule until a three-activity workflow has ended, 50 a second; timers: from the due instant until the activity after it runs, {pending} pending; sleeping: growth of the resident set over {sleeping} workflows that wait for an event against a timer of 30 days.";
        return figures;
    }

    private static async Task<double> RateAsync(int count, CancellationToken stop)
    {
        await using var rig = await WorkflowRig.StartAsync(Chain, stop);
        await ManyAsync(200, 64, n => RunAsync(rig, $"warm-{n}", stop), stop);
        var since = Stopwatch.GetTimestamp();
        await ManyAsync(count, 64, n => RunAsync(rig, $"chain-{n}", stop), stop);
        return Math.Round(count / Stopwatch.GetElapsedTime(since).TotalSeconds, 1);
    }

    private static async Task<(double P50, double P99)> StartsAsync(int count, CancellationToken stop)
    {
        await using var rig = await WorkflowRig.StartAsync(Chain, stop);
        await ManyAsync(200, 64, n => RunAsync(rig, $"warm-{n}", stop), stop);
        var took = new ConcurrentBag<double>();
        await PacedAsync(count, async n =>
        {
            var since = Stopwatch.GetTimestamp();
            await RunAsync(rig, $"start-{n}", stop);
            took.Add(Stopwatch.GetElapsedTime(since).TotalMilliseconds);
        }, stop);
        return Percentiles(took);
    }

    private static async Task<(double P50, double P99)> TimersAsync(int pending, int firing, TimeSpan after, CancellationToken stop)
    {
        var late = new ConcurrentBag<double>();
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var rig = await WorkflowRig.StartAsync(
            options =>
            {
                options.RegisterWorkflow<DateTime, bool>("timer", static async (context, due) =>
                {
                    await context.CreateTimer(due, CancellationToken.None);
                    return await context.CallActivityAsync<bool>("fired", due);
                });
                options.RegisterActivity<DateTime, bool>("fired", (_, due) =>
                {
                    late.Add((TimeProvider.System.GetUtcNow() - due).TotalMilliseconds);
                    if (late.Count == firing)
                        all.TrySetResult();
                    return Task.FromResult(true);
                });
            },
            stop);
        await ManyAsync(pending - firing, 256, n => rig.Client.ScheduleNewWorkflowAsync("timer", $"later-{n}", TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(1)), stop);
        var first = TimeProvider.System.GetUtcNow().UtcDateTime + after / 4;
        await ManyAsync(firing, 256, n => rig.Client.ScheduleNewWorkflowAsync("timer", $"soon-{n}", first.AddMilliseconds(20 * n)), stop);
        await all.Task.WaitAsync(stop);
        return Percentiles(late);
    }

    private static async Task<(double Bytes, double Cpu)> SleepAsync(int count, TimeSpan watched, CancellationToken stop)
    {
        await using var rig = await WorkflowRig.StartAsync(
            static options => options.RegisterWorkflow<string, string>("sleeps", static async (context, _) => await context.WaitForExternalEventAsync<string>("ack", TimeSpan.FromDays(30))),
            stop);
        await ManyAsync(count / 50, 64, n => rig.Client.ScheduleNewWorkflowAsync("sleeps", $"warm-{n}", "P000001"), stop);
        var before = Resident();
        await ManyAsync(count, 256, n => rig.Client.ScheduleNewWorkflowAsync("sleeps", $"alert-P{n:d6}-rule-7-1", $"P{n:d6}"), stop);
        var bytes = (Resident() - before) / (double)count;
        using var process = Process.GetCurrentProcess();
        var cpu = process.TotalProcessorTime;
        await Task.Delay(watched, TimeProvider.System, stop);
        process.Refresh();
        return (Math.Round(bytes), Math.Round((process.TotalProcessorTime - cpu) / watched * 100, 2));
    }

    private static void Chain(WorkflowRuntimeOptions options)
    {
        options.RegisterWorkflow<int, int>("chain", static async (context, input) =>
        {
            for (var i = 0; i < 3; i++)
                input = await context.CallActivityAsync<int>("plusOne", input);
            return input;
        });
        options.RegisterActivity<int, int>("plusOne", static (_, input) => Task.FromResult(input + 1));
    }

    private static async Task RunAsync(WorkflowRig rig, string id, CancellationToken stop)
    {
        await rig.Client.ScheduleNewWorkflowAsync("chain", id, 1);
        var ended = await rig.Client.WaitForWorkflowCompletionAsync(id, true, stop);
        if (ended.ReadOutputAs<int>() != 4)
            throw new InvalidOperationException($"{id} ended as {ended.RuntimeStatus}");
    }

    private static Task ManyAsync(int count, int atOnce, Func<int, Task> run, CancellationToken stop) => Parallel.ForEachAsync(
        Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = atOnce, CancellationToken = stop }, async (n, _) => await run(n));

    private static async Task PacedAsync(int count, Func<int, Task> run, CancellationToken stop)
    {
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        var running = new List<Task>(count);
        for (var n = 0; n < count && await pace.WaitForNextTickAsync(stop); n++)
            running.Add(run(n));
        await Task.WhenAll(running);
    }

    private static (double P50, double P99) Percentiles(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (Math.Round(sorted.Quantile(0.5), 1), Math.Round(sorted.Quantile(0.99), 1));
    }

    private static long Resident()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
