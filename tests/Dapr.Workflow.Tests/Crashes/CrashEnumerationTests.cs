using System.Collections.Concurrent;
using Dapr.Workflow.Tests.Engine;
using Grpc.Core;
using LocalDapr.Faults;
using VectorCare.Workflows.Crashes;

namespace Dapr.Workflow.Tests.Crashes;

public sealed class CrashEnumerationTests
{
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task Chain_KilledAtAnyPoint_EndsRightAndRepeatsAtMostOnce()
    {
        var points = await EnumerateAsync("chain", static options =>
        {
            options.RegisterWorkflow<int, int>("chain", async (context, input) =>
            {
                for (var i = 0; i < 3; i++)
                    input = await context.CallActivityAsync<int>("plusOne", input);
                return input;
            });
        });
        // Four turns and three activities, each with four points.
        Assert.Equal(28, points.Count);
    }

    [Fact]
    public async Task FanOutTimerChildAndAgain_KilledAtAnyPoint_EndRightAndRepeatAtMostOnce() =>
        await EnumerateAsync("mixed", static options =>
        {
            options.RegisterWorkflow<int, int>("mixed", async (context, input) =>
            {
                var sums = await Task.WhenAll(context.CallActivityAsync<int>("plusOne", input), context.CallActivityAsync<int>("plusOne", input + 10));
                await context.CreateTimer(TimeSpan.FromHours(3));
                var child = await context.CallChildWorkflowAsync<int>("child", sums.Sum());
                if (input == 0)
                    context.ContinueAsNew(1);
                return child;
            });
            options.RegisterWorkflow<int, int>("child", (context, input) => context.CallActivityAsync<int>("plusOne", input));
        });

    [Fact]
    public async Task AcknowledgementAgainstTimer_KilledAtAnyPoint_TakesTheEventOnce() =>
        await EnumerateAsync(
            "ladder",
            static options => options.RegisterWorkflow<int, int>("ladder", async (context, _) =>
            {
                await context.CallActivityAsync<int>("plusOne", 0);
                try
                {
                    await context.WaitForExternalEventAsync<string>("ack", TimeSpan.FromMinutes(30));
                    return -1;
                }
                catch (TaskCanceledException)
                {
                    await context.CallActivityAsync<int>("plusOne", 1);
                    return await context.WaitForExternalEventAsync<int>("answer");
                }
            }),
            async bench => await bench.Client.RaiseEventAsync("crash-1", "Answer", 42));

    private static Task<IReadOnlyList<WorkflowPoint>> EnumerateAsync(string name, Action<WorkflowRuntimeOptions> register, Func<Bench, Task>? raise = null) =>
        CrashEnumeration.PlayAsync(death => PlayAsync(name, register, raise, death), static (whole, run) =>
        {
            Assert.Equal(whole.Output, run.Output);
            var executions = run.Calls.CountBy(call => call).ToDictionary();
            Assert.Equal(whole.Calls.Order(), executions.Keys.Order());
            Assert.All(executions, call => Assert.InRange(call.Value, 1, 2));
        });

    private static async Task<((string? Output, List<string> Calls) Outcome, IReadOnlyList<WorkflowPoint> Points)> PlayAsync(
        string name, Action<WorkflowRuntimeOptions> register, Func<Bench, Task>? raise, Death? death)
    {
        var calls = new ConcurrentQueue<string>();
        await using var bench = await Bench.StartAsync(options =>
        {
            register(options);
            options.RegisterActivity<int, int>("plusOne", (context, input) =>
            {
                calls.Enqueue($"{context.InstanceId} {input}");
                return Task.FromResult(input + 1);
            });
        });
        var killed = Task.CompletedTask;
        if (death is null)
            bench.Faults.Watch();
        else
            killed = bench.Faults.KillAt(death.Step, death.Victim);
        var played = DriveAsync(bench, name, raise);
        if (death is not null)
        {
            while (!killed.IsCompleted && !played.IsCompleted)
                await bench.MoveAsync(Step);
            if (killed.IsCompleted && death.Victim == WorkflowVictim.Engine)
            {
                await bench.StopHostAsync();
                await bench.StartHostAsync();
            }
        }
        while (!played.IsCompleted)
            await bench.MoveAsync(Step);
        return ((await played, [.. calls]), bench.Faults.Passed);
    }

    // A client that tries again until the sidecar is back, and does nothing twice.
    private static async Task<string?> DriveAsync(Bench bench, string name, Func<Bench, Task>? raise)
    {
        await AgainAsync(bench, async () =>
        {
            if (!(await bench.Client.GetWorkflowStateAsync("crash-1", true, bench.Patience)).Exists)
                await bench.Client.ScheduleNewWorkflowAsync(name, "crash-1", 0);
            return true;
        });
        if (raise is not null)
        {
            await AgainAsync(bench, async () =>
            {
                await raise(bench);
                return true;
            });
        }
        return await AgainAsync(bench, async () => (await bench.EndOf("crash-1")).ReadOutputAs<int>().ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    private static async Task<T> AgainAsync<T>(Bench bench, Func<Task<T>> call)
    {
        while (true)
        {
            try
            {
                return await call();
            }
            catch (RpcException) when (!bench.Patience.IsCancellationRequested)
            {
                await Task.Delay(VectorCare.TestKit.VirtualTime.Grain, TimeProvider.System);
            }
        }
    }
}
