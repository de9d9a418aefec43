using Grpc.Core;

namespace Dapr.Workflow.Tests.Engine;

/// <summary>What may be done with instances beside running them.</summary>
public sealed class ControlTests
{
    [Fact]
    public async Task Terminate_OfAParent_EndsItsChildrenAndPurgeTakesThemAlong()
    {
        await using var bench = await Bench.StartAsync(Family);
        await bench.Client.ScheduleNewWorkflowAsync("parent", "p");
        await bench.Client.WaitForWorkflowStartAsync("p-child", true, bench.Patience);
        await bench.Client.TerminateWorkflowAsync("p", "enough", bench.Patience);
        Assert.Equal(WorkflowRuntimeStatus.Terminated, (await bench.EndOf("p")).RuntimeStatus);
        Assert.Equal(WorkflowRuntimeStatus.Terminated, (await bench.EndOf("p-child")).RuntimeStatus);
        Assert.True(await bench.Client.PurgeInstanceAsync("p", bench.Patience));
        Assert.False((await bench.Client.GetWorkflowStateAsync("p-child", true, bench.Patience)).Exists);
    }

    [Fact]
    public async Task Purge_OfALivingInstance_IsRefusedAndTheInstanceUnharmed()
    {
        await using var bench = await Bench.StartAsync(Family);
        await bench.Client.ScheduleNewWorkflowAsync("waits", "w");
        var refused = await Assert.ThrowsAsync<RpcException>(() => bench.Client.PurgeInstanceAsync("w", bench.Patience));
        await bench.Client.RaiseEventAsync("w", "GO", 3, bench.Patience);
        Assert.Equal(StatusCode.FailedPrecondition, refused.StatusCode);
        Assert.Equal(3, (await bench.EndOf("w")).ReadOutputAs<int>());
    }

    [Fact]
    public async Task Suspend_WhileATimerRuns_LetsItFireAfterResume()
    {
        await using var bench = await Bench.StartAsync(options => options.RegisterWorkflow<int, string>("sleeps", static async (context, _) =>
        {
            await context.CreateTimer(TimeSpan.FromHours(1));
            return "awake";
        }));
        await bench.Client.ScheduleNewWorkflowAsync("sleeps", "s");
        await bench.Client.SuspendWorkflowAsync("s", "night", bench.Patience);
        bench.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal(WorkflowRuntimeStatus.Suspended, (await bench.Client.GetWorkflowStateAsync("s", true, bench.Patience)).RuntimeStatus);
        await bench.Client.ResumeWorkflowAsync("s", "day", bench.Patience);
        Assert.Equal("awake", (await bench.EndOf("s")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task List_OfManyInstances_GivesThemPageByPage()
    {
        await using var bench = await Bench.StartAsync(Family);
        foreach (var n in Enumerable.Range(1, 5))
            await bench.Client.ScheduleNewWorkflowAsync("waits", $"w-{n}");
        var first = await bench.Client.ListInstanceIdsAsync(null, 3, bench.Patience);
        var second = await bench.Client.ListInstanceIdsAsync(first.ContinuationToken, 3, bench.Patience);
        Assert.Equal(["w-1", "w-2", "w-3"], first.InstanceIds);
        Assert.Equal(["w-4", "w-5"], second.InstanceIds);
        Assert.Null(second.ContinuationToken);
    }

    [Fact]
    public async Task Token_OfTheSidecar_IsSentByTheSdkAndAskedOfOthers()
    {
        await using var bench = await Bench.StartAsync(Family, token: "secret");
        await bench.Client.ScheduleNewWorkflowAsync("waits", "w");
        using var stranger = new Dialogues.RawWorker(bench.Sidecar.GrpcEndpoint, bench.Patience);
        var refused = await Assert.ThrowsAsync<RpcException>(() => stranger.NextAsync(bench.Patience));
        Assert.Equal(StatusCode.Unauthenticated, refused.StatusCode);
    }

    [Fact]
    public async Task Start_WithAnInputOverTheLimit_IsRefusedAndLeavesNothing()
    {
        await using var bench = await Bench.StartAsync(Family, maxBodyBytes: 64 * 1024);
        var refused = await Assert.ThrowsAsync<RpcException>(() => bench.Client.ScheduleNewWorkflowAsync("waits", "w", new string('x', 100_000)));
        Assert.Equal(StatusCode.ResourceExhausted, refused.StatusCode);
        Assert.False((await bench.Client.GetWorkflowStateAsync("w", true, bench.Patience)).Exists);
    }

    [Fact]
    public async Task History_OverTheLimit_StallsTheInstanceAndItTakesNoMoreEvents()
    {
        await using var bench = await Bench.StartAsync(
            options =>
            {
                options.RegisterWorkflow<int, int>("grows", static async (context, _) =>
                {
                    while (true)
                        await context.CallActivityAsync<string>("fat");
                });
                options.RegisterActivity<object?, string>("fat", static (_, _) => Task.FromResult(new string('x', 20_000)));
            },
            maxBodyBytes: 64 * 1024);
        await bench.Client.ScheduleNewWorkflowAsync("grows", "g");
        while ((await bench.Client.GetWorkflowStateAsync("g", true, bench.Patience)).RuntimeStatus != WorkflowRuntimeStatus.Stalled)
            await bench.MoveAsync(TimeSpan.Zero);
        var refused = await Assert.ThrowsAsync<RpcException>(() => bench.Client.RaiseEventAsync("g", "go", null, bench.Patience));
        Assert.Equal(StatusCode.FailedPrecondition, refused.StatusCode);
    }

    private static void Family(WorkflowRuntimeOptions options)
    {
        options.RegisterWorkflow<int, int>("parent", static (context, _) => context.CallChildWorkflowAsync<int>("waits", null, new ChildWorkflowTaskOptions(context.InstanceId + "-child")));
        options.RegisterWorkflow<object?, int>("waits", static (context, _) => context.WaitForExternalEventAsync<int>("go"));
    }
}
