using System.Collections.Concurrent;
using System.Diagnostics;

namespace Dapr.Workflow.Tests.Engine;

public sealed class TraceTests
{
    [Fact]
    public async Task Schedule_InATrace_ActivitiesRunInItAlsoAfterARestart()
    {
        using var source = new ActivitySource(nameof(TraceTests));
        using var listener = new ActivityListener { ShouldListenTo = s => s.Name is nameof(TraceTests) or "Dapr.Workflow", Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded };
        ActivitySource.AddActivityListener(listener);
        var seen = new ConcurrentQueue<(ActivityTraceId Trace, string Name)>();
        var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var bench = await Bench.StartAsync(options =>
        {
            options.RegisterWorkflow<int, int>("traced", async (context, input) =>
            {
                await context.CallActivityAsync<int>("look", input);
                await context.CreateTimer(TimeSpan.FromHours(1));
                return await context.CallActivityAsync<int>("look", input);
            });
            options.RegisterActivity<int, int>("look", (_, input) =>
            {
                seen.Enqueue((Activity.Current!.TraceId, Activity.Current.DisplayName));
                first.TrySetResult();
                return Task.FromResult(input);
            });
        });
        ActivityTraceId trace;
        using (var activity = source.StartActivity("caller")!)
        {
            trace = activity.TraceId;
            await bench.Client.ScheduleNewWorkflowAsync("traced", "traced-1", 1);
        }

        await first.Task.WaitAsync(bench.Patience);
        await bench.StopWorkerAsync();
        await bench.StopHostAsync();
        await bench.StartHostAsync();
        await bench.StartWorkerAsync();
        await bench.EndOf("traced-1", TimeSpan.FromMinutes(1));

        // The first one runs again where its answer was cut off.
        Assert.True(seen.Count >= 2);
        Assert.All(seen, s => Assert.Equal((trace, "activity look"), s));
    }
}
