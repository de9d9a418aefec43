using Dapr.Workflow.Tests.Engine;
using VectorCare.TestKit;

namespace Dapr.Workflow.Tests.Replays;

/// <summary>Replays the histories of every release. With <c>VECTORCARE_RECORD_HISTORIES=RELEASE</c> those of today are written beside them first.</summary>
public sealed class HistoryTests
{
    private const string AppId = "alerting";
    private static readonly string Folder = RepositoryPaths.At("tests", "Dapr.Workflow.Tests", "histories");
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Histories_OfEveryRelease_AreFollowedByTheCodeOfToday()
    {
        if (Environment.GetEnvironmentVariable("VECTORCARE_RECORD_HISTORIES") is { Length: > 0 } release)
            await RecordAsync(release);
        var files = Directory.GetFiles(Folder, "*.json");
        Assert.NotEmpty(files);
        await using var bench = await Bench.StartAsync(Register);
        foreach (var file in files)
            Assert.Null(await bench.Workflows.ReplayAsync(AppId, await File.ReadAllTextAsync(file, bench.Patience), bench.Patience));
    }

    [Theory]
    [InlineData("another activity", "leaves its history at event 3: expected activity 'page', got activity 'call' as task 0")]
    [InlineData("no wait", "leaves its history at event 6: expected a timer, got nothing as task 1")]
    [InlineData("a timer first", "leaves its history at event 3: expected activity 'page', got a timer as task 0")]
    [InlineData("another end", "the history ends with Completed \"acknowledged by nurse\", the code with Completed \"acknowledged\"")]
    public async Task History_OfAChangedWorkflow_NamesTheFirstDifference(string change, string difference)
    {
        string history;
        await using (var before = await Bench.StartAsync(Register))
        {
            await RunAsync(before);
            history = await before.Workflows.HistoryAsync(AppId, "ladder-1");
        }
        await using var bench = await Bench.StartAsync(options => options.RegisterWorkflow<string[], string>(nameof(Ladder), async (context, input) =>
        {
            if (change == "a timer first")
                await context.CreateTimer(TimeSpan.FromMinutes(1));
            await context.CallActivityAsync<string>(change == "another activity" ? "call" : "page", $"{input[0]} {context.NewGuid()}");
            if (change == "no wait")
                return "given up";
            await context.WaitForExternalEventAsync<string>("ack", TimeSpan.FromMinutes(10));
            await context.CallChildWorkflowAsync<string>(nameof(Closing), "nurse");
            return "acknowledged";
        }));
        Assert.Contains(difference, await bench.Workflows.ReplayAsync(AppId, history, bench.Patience) ?? "the same", StringComparison.Ordinal);
    }

    private static async Task RecordAsync(string release)
    {
        await using var bench = await Bench.StartAsync(Register);
        await RunAsync(bench);
        await bench.Client.ScheduleNewWorkflowAsync(nameof(Ladder), "ladder-2", new[] { "mail", "sms" });
        await bench.EndOf("ladder-2", Step);
        foreach (var id in new[] { "ladder-1", "ladder-1:0002", "ladder-2" })
        {
            var history = await bench.Workflows.HistoryAsync(AppId, id);
            await File.WriteAllTextAsync(Path.Combine(Folder, $"{release}-{id.Replace(':', '-')}.json"), history + "\n", bench.Patience);
        }
    }

    private static async Task RunAsync(Bench bench)
    {
        // The answer comes before the start, so that the order of events is always the same.
        await bench.Client.ScheduleNewWorkflowAsync(nameof(Ladder), "ladder-1", new[] { "mail", "sms" }, bench.Clock.GetUtcNow() + Step);
        await bench.Client.RaiseEventAsync("ladder-1", "Ack", "nurse");
        Assert.Equal("acknowledged by nurse", (await bench.EndOf("ladder-1", Step)).ReadOutputAs<string>());
    }

    private static void Register(WorkflowRuntimeOptions options)
    {
        options.RegisterWorkflow<Ladder>();
        options.RegisterWorkflow<Closing>();
        options.RegisterActivity<string, string>("page", static (_, input) => Task.FromResult($"sent {input[..4]}"));
    }
}
