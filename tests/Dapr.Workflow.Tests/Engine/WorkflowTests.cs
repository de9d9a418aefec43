using System.Collections.Concurrent;
using Grpc.Core;

namespace Dapr.Workflow.Tests.Engine;

public sealed class WorkflowTests
{
    [Fact]
    public async Task Schedule_ThreeActivities_GivesTheOutput()
    {
        await using var bench = await Bench.StartAsync(options =>
        {
            options.RegisterWorkflow<int, int>("chain", async (context, input) =>
            {
                for (var i = 0; i < 3; i++)
                    input = await context.CallActivityAsync<int>("plusOne", input);
                return input;
            });
            options.RegisterActivity<int, int>("plusOne", (_, input) => Task.FromResult(input + 1));
        });
        var id = await bench.Client.ScheduleNewWorkflowAsync("chain", "chain-1", 4);
        var state = await bench.EndOf(id);
        Assert.Equal("chain-1", id);
        Assert.Equal(WorkflowRuntimeStatus.Completed, state.RuntimeStatus);
        Assert.Equal(7, state.ReadOutputAs<int>());
        Assert.Equal(4, state.ReadInputAs<int>());
        Assert.Equal("chain", state.WorkflowName);
    }

    [Fact]
    public async Task CallActivity_WithRetryPolicy_WaitsTheIntervalsAndKeepsTheKey()
    {
        var attempts = new ConcurrentQueue<(DateTimeOffset At, string Key)>();
        Bench? running = null;
        await using var bench = running = await Bench.StartAsync(options =>
        {
            options.RegisterWorkflow<int, string>("retries", (context, _) => context.CallActivityAsync<string>(
                "flaky", null, new WorkflowTaskOptions(new WorkflowRetryPolicy(4, TimeSpan.FromHours(1), 2.0, TimeSpan.FromHours(3)))));
            options.RegisterActivity<object?, string>("flaky", (context, _) =>
            {
                attempts.Enqueue((running!.Clock.GetUtcNow(), context.TaskExecutionKey));
                return attempts.Count < 4 ? throw new InvalidOperationException("not yet") : Task.FromResult("done");
            });
        });
        await bench.Client.ScheduleNewWorkflowAsync("retries", "retries-1");
        var state = await bench.EndOf("retries-1", TimeSpan.FromMinutes(1));
        Assert.Equal("done", state.ReadOutputAs<string>());
        var gaps = attempts.Zip(attempts.Skip(1), (a, b) => b.At - a.At).ToList();
        Assert.Equal(4, attempts.Count);
        Assert.Single(attempts.Select(a => a.Key).Distinct());
        Assert.All(gaps.Zip([1, 2, 3]), gap => Assert.True(gap.First >= TimeSpan.FromHours(gap.Second), $"{gap}"));
    }

    [Fact]
    public async Task CallActivity_ThatFails_FailsTheWorkflowWithItsError()
    {
        await using var bench = await Bench.StartAsync(options =>
        {
            options.RegisterWorkflow<int, string>("fails", (context, _) => context.CallActivityAsync<string>("boom"));
            options.RegisterActivity<object?, string>("boom", (_, _) => throw new InvalidOperationException("kaput"));
        });
        await bench.Client.ScheduleNewWorkflowAsync("fails", "fails-1");
        var state = await bench.EndOf("fails-1");
        Assert.Equal(WorkflowRuntimeStatus.Failed, state.RuntimeStatus);
        Assert.True(state.FailureDetails!.IsCausedBy<WorkflowTaskFailedException>());
        Assert.Contains("kaput", state.FailureDetails.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CreateTimer_OfDays_FiresInVirtualTime()
    {
        await using var bench = await Bench.StartAsync(options => options.RegisterWorkflow<int, DateTime>("days", async (context, _) =>
        {
            await context.CreateTimer(TimeSpan.FromDays(3));
            return context.CurrentUtcDateTime;
        }));
        var begin = bench.Clock.GetUtcNow().UtcDateTime;
        await bench.Client.ScheduleNewWorkflowAsync("days", "days-1");
        var state = await bench.EndOf("days-1", TimeSpan.FromHours(6));
        Assert.True(state.ReadOutputAs<DateTime>() >= begin.AddDays(3));
    }

    [Fact]
    public async Task WaitForExternalEvent_RaisedBeforeTheWaitInOtherCase_IsTaken()
    {
        await using var bench = await Bench.StartAsync(options => options.RegisterWorkflow<int, string>("event", async (context, _) =>
        {
            await context.WaitForExternalEventAsync<object>("go");
            return await context.WaitForExternalEventAsync<string>("ACK");
        }));
        await bench.Client.ScheduleNewWorkflowAsync("event", "event-1");
        await bench.Client.RaiseEventAsync("event-1", "ack", "nurse");
        await bench.Client.RaiseEventAsync("event-1", "Go");
        Assert.Equal("nurse", (await bench.EndOf("event-1")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task WaitForExternalEvent_WithTimeout_IsCancelledAndKeepsALaterEvent()
    {
        await using var bench = await Bench.StartAsync(options => options.RegisterWorkflow<int, string>("race", async (context, _) =>
        {
            try
            {
                return await context.WaitForExternalEventAsync<string>("ack", TimeSpan.FromHours(1));
            }
            catch (TaskCanceledException)
            {
                context.SetCustomStatus("late");
                return "late " + await context.WaitForExternalEventAsync<string>("ack");
            }
        }));
        await bench.Client.ScheduleNewWorkflowAsync("race", "race-1");
        while ((await bench.Client.GetWorkflowStateAsync("race-1")).ReadCustomStatusAs<string>() != "late")
            bench.Clock.Advance(TimeSpan.FromMinutes(10));
        await bench.Client.RaiseEventAsync("race-1", "ack", "nurse");
        Assert.Equal("late nurse", (await bench.EndOf("race-1")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task CallChildWorkflow_CompletingAndFailing_AreSeenByTheParent()
    {
        await using var bench = await Bench.StartAsync(options =>
        {
            options.RegisterWorkflow<int, string>("parent", async (context, input) =>
            {
                var good = await context.CallChildWorkflowAsync<int>("child", input);
                try
                {
                    await context.CallChildWorkflowAsync("child", -1, new ChildWorkflowTaskOptions("bad-child"));
                    return "no error";
                }
                catch (WorkflowTaskFailedException e)
                {
                    return $"{good} {e.FailureDetails.ErrorMessage}";
                }
            });
            options.RegisterWorkflow<int, int>("child", (_, input) => input < 0 ? throw new ArgumentException("negative") : Task.FromResult(input * 2));
        });
        await bench.Client.ScheduleNewWorkflowAsync("parent", "parent-1", 21);
        Assert.Equal("42 negative", (await bench.EndOf("parent-1")).ReadOutputAs<string>());
        Assert.Equal(WorkflowRuntimeStatus.Failed, (await bench.Client.GetWorkflowStateAsync("bad-child")).RuntimeStatus);
    }

    [Fact]
    public async Task ContinueAsNew_WithEventsNobodyTook_KeepsThem()
    {
        await using var bench = await Bench.StartAsync(options => options.RegisterWorkflow<List<string>, List<string>>("again", async (context, taken) =>
        {
            taken.Add(await context.WaitForExternalEventAsync<string>("next"));
            if (taken.Count < 3)
                context.ContinueAsNew(taken);
            return taken;
        }));
        await bench.Client.ScheduleNewWorkflowAsync("again", "again-1", new List<string>());
        foreach (var name in new[] { "a", "b", "c" })
            await bench.Client.RaiseEventAsync("again-1", "next", name);
        Assert.Equal(["a", "b", "c"], (await bench.EndOf("again-1")).ReadOutputAs<List<string>>()!);
    }

    [Fact]
    public async Task Suspend_KeepsEventsUntilResume_AndTerminateEnds()
    {
        await using var bench = await Bench.StartAsync(options => options.RegisterWorkflow<int, string>("event", (context, _) => context.WaitForExternalEventAsync<string>("ack")));
        foreach (var id in new[] { "event-1", "event-2" })
            await bench.Client.ScheduleNewWorkflowAsync("event", id);
        await bench.Client.SuspendWorkflowAsync("event-1");
        await bench.Client.RaiseEventAsync("event-1", "ack", "kept");
        Assert.Equal(WorkflowRuntimeStatus.Suspended, (await bench.Client.GetWorkflowStateAsync("event-1")).RuntimeStatus);
        await bench.Client.ResumeWorkflowAsync("event-1");
        Assert.Equal("kept", (await bench.EndOf("event-1")).ReadOutputAs<string>());
        await bench.Client.TerminateWorkflowAsync("event-2", "stop");
        var ended = await bench.EndOf("event-2");
        Assert.Equal((WorkflowRuntimeStatus.Terminated, "stop"), (ended.RuntimeStatus, ended.ReadOutputAs<string>()));
        Assert.True(await bench.Client.PurgeInstanceAsync("event-2"));
        Assert.False((await bench.Client.GetWorkflowStateAsync("event-2")).Exists);
        Assert.False(await bench.Client.PurgeInstanceAsync("event-2"));
    }

    [Fact]
    public async Task Schedule_RunningIdAndMissingInstance_AreRefusedAndTheInstanceIsUnharmed()
    {
        await using var bench = await Bench.StartAsync(options => options.RegisterWorkflow<int, string>("event", (context, _) => context.WaitForExternalEventAsync<string>("ack")));
        await bench.Client.ScheduleNewWorkflowAsync("event", "event-1");
        var again = await Assert.ThrowsAsync<RpcException>(() => bench.Client.ScheduleNewWorkflowAsync("event", "event-1"));
        var missing = await Assert.ThrowsAsync<RpcException>(() => bench.Client.RaiseEventAsync("nobody", "ack"));
        await bench.Client.RaiseEventAsync("event-1", "ack", "fine");
        Assert.Equal(StatusCode.AlreadyExists, again.StatusCode);
        Assert.Equal(StatusCode.NotFound, missing.StatusCode);
        Assert.Equal("fine", (await bench.EndOf("event-1")).ReadOutputAs<string>());
        await bench.Client.ScheduleNewWorkflowAsync("event", "event-1");
        Assert.Equal(WorkflowRuntimeStatus.Running, (await bench.Client.GetWorkflowStateAsync("event-1")).RuntimeStatus);
    }

    [Fact]
    public async Task Schedule_UnknownNames_FailWithTheName()
    {
        await using var bench = await Bench.StartAsync(options => options.RegisterWorkflow<int, int>("calls", (context, _) => context.CallActivityAsync<int>("missing")));
        await bench.Client.ScheduleNewWorkflowAsync("nothing", "n-1");
        await bench.Client.ScheduleNewWorkflowAsync("calls", "n-2");
        Assert.Equal("WorkflowNotFound", (await bench.EndOf("n-1")).FailureDetails!.ErrorType);
        Assert.Contains("missing", (await bench.EndOf("n-2")).FailureDetails!.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Schedule_WithStartToCome_IsPendingUntilThen()
    {
        await using var bench = await Bench.StartAsync(options => options.RegisterWorkflow<int, int>("late", (_, input) => Task.FromResult(input)));
        await bench.Client.ScheduleNewWorkflowAsync("late", "late-1", 5, bench.Clock.GetUtcNow().AddHours(2));
        Assert.Equal(WorkflowRuntimeStatus.Pending, (await bench.Client.GetWorkflowStateAsync("late-1")).RuntimeStatus);
        Assert.Equal(5, (await bench.EndOf("late-1", TimeSpan.FromMinutes(30))).ReadOutputAs<int>());
    }
}
