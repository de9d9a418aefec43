using System.Collections.Concurrent;

namespace Dapr.Workflow.Tests.Engine;

public sealed class CrashTests
{
    private const int Steps = 4;

    public static TheoryData<int, bool> Points
    {
        get
        {
            var points = new TheoryData<int, bool>();
            for (var step = 0; step < Steps; step++)
            {
                points.Add(step, true);
                points.Add(step, false);
            }
            return points;
        }
    }

    [Theory]
    [MemberData(nameof(Points))]
    public async Task Crash_WithinAnyActivity_LosesNothingAndRepeatsUnderTheSameKey(int at, bool engine)
    {
        var calls = new ConcurrentQueue<(int Step, string Key)>();
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var crashed = false;
        await using var bench = await Bench.StartAsync(options =>
        {
            options.RegisterWorkflow<int, int>("steps", async (context, _) =>
            {
                var sum = 0;
                for (var step = 0; step < Steps; step++)
                    sum += await context.CallActivityAsync<int>("step", step);
                return sum;
            });
            options.RegisterActivity<int, int>("step", async (context, step) =>
            {
                calls.Enqueue((step, context.TaskExecutionKey));
                if (step == at && !Volatile.Read(ref crashed))
                {
                    reached.TrySetResult();
                    await Task.Delay(Timeout.Infinite);
                }
                return step;
            });
        });
        await bench.Client.ScheduleNewWorkflowAsync("steps", "steps-1");
        await reached.Task.WaitAsync(Bench.Limit);
        Volatile.Write(ref crashed, true);
        await bench.StopWorkerAsync();
        if (engine)
        {
            await bench.StopHostAsync();
            await bench.StartHostAsync();
        }
        await bench.StartWorkerAsync();
        Assert.Equal(6, (await bench.EndOf("steps-1")).ReadOutputAs<int>());
        Assert.Equal(Steps + 1, calls.Count);
        Assert.Equal(Steps, calls.Distinct().Count());
    }

    [Fact]
    public async Task Crash_OfTheEngineWhileAsleep_KeepsTimersAndEvents()
    {
        await using var bench = await Bench.StartAsync(options => options.RegisterWorkflow<int, string>("sleeps", async (context, _) =>
        {
            await context.CreateTimer(TimeSpan.FromDays(2));
            return await context.WaitForExternalEventAsync<string>("ack");
        }));
        await bench.Client.ScheduleNewWorkflowAsync("sleeps", "sleeps-1");
        await bench.Client.RaiseEventAsync("sleeps-1", "ack", "early");
        await bench.StopWorkerAsync();
        await bench.StopHostAsync();
        bench.Clock.Advance(TimeSpan.FromDays(1));
        await bench.StartHostAsync();
        await bench.StartWorkerAsync();
        Assert.Equal("early", (await bench.EndOf("sleeps-1", TimeSpan.FromHours(3))).ReadOutputAs<string>());
    }
}
