namespace Dapr.Workflow.Tests.Engine;

/// <summary>The workflow part of a Configuration.</summary>
public sealed class ConfigurationTests
{
    [Fact]
    public async Task MaxConcurrentActivityInvocations_OfOne_RunsOneAfterTheOther()
    {
        var (running, most) = (0, 0);
        await using var bench = await Bench.StartAsync(
            options =>
            {
                options.RegisterWorkflow<int, int[]>("fan", static (context, _) => Task.WhenAll(Enumerable.Range(0, 6).Select(n => context.CallActivityAsync<int>("step", n))));
                options.RegisterActivity<int, int>("step", async (_, n) =>
                {
                    most = Math.Max(most, Interlocked.Increment(ref running));
                    await Task.Yield();
                    Interlocked.Decrement(ref running);
                    return n;
                });
            },
            "    maxConcurrentActivityInvocations: 1");
        await bench.Client.ScheduleNewWorkflowAsync("fan", "f");
        Assert.Equal(Enumerable.Range(0, 6), (await bench.EndOf("f")).ReadOutputAs<int[]>());
        Assert.Equal(1, most);
    }

    [Fact]
    public async Task MaxConcurrentWorkflowInvocations_OfOne_StillEndsAll()
    {
        var (running, most) = (0, 0);
        await using var bench = await Bench.StartAsync(
            options =>
            {
                options.RegisterWorkflow<int, int>("two", async (context, n) =>
                {
                    most = Math.Max(most, Interlocked.Increment(ref running));
                    Interlocked.Decrement(ref running);
                    return await context.CallActivityAsync<int>("double", n);
                });
                options.RegisterActivity<int, int>("double", static (_, n) => Task.FromResult(2 * n));
            },
            "    maxConcurrentWorkflowInvocations: 1");
        var ids = Enumerable.Range(0, 20).Select(n => $"t-{n}").ToList();
        await Task.WhenAll(ids.Select((id, n) => bench.Client.ScheduleNewWorkflowAsync("two", id, n)));
        var ends = await Task.WhenAll(ids.Select(bench.EndOf));
        Assert.Equal(Enumerable.Range(0, 20).Select(n => 2 * n), ends.Select(e => e.ReadOutputAs<int>()));
        Assert.Equal(1, most);
    }

    [Fact]
    public async Task StateRetentionPolicy_OfCompleted_DeletesThemWhenTheirTimeIsOver()
    {
        await using var bench = await Bench.StartAsync(
            static options => options.RegisterWorkflow<int, int>("ends", static (_, n) => n < 0 ? throw new InvalidOperationException("no") : Task.FromResult(n)),
            "    stateRetentionPolicy:\n      completed: 1h");
        await EndAsync("early", 1);
        await EndAsync("failed", -1);
        await bench.StopWorkerAsync();
        await bench.StopHostAsync();
        bench.Clock.Advance(TimeSpan.FromMinutes(30));
        await bench.StartHostAsync();
        await bench.StartWorkerAsync();
        await EndAsync("late", 1);
        bench.Clock.Advance(TimeSpan.FromMinutes(45));
        await GoneAsync("early");
        Assert.True(await ExistsAsync("late"));
        bench.Clock.Advance(TimeSpan.FromMinutes(45));
        await GoneAsync("late");
        Assert.True(await ExistsAsync("failed"));

        async Task EndAsync(string id, int input)
        {
            await bench.Client.ScheduleNewWorkflowAsync("ends", id, input);
            await bench.EndOf(id);
        }

        async Task<bool> ExistsAsync(string id) => (await bench.Client.GetWorkflowStateAsync(id, true, bench.Patience)).Exists;

        async Task GoneAsync(string id)
        {
            while (await ExistsAsync(id))
                await bench.MoveAsync(TimeSpan.Zero);
        }
    }
}
