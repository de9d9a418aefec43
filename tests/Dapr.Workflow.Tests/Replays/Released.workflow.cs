namespace Dapr.Workflow.Tests.Replays;

/// <summary>Tries a channel, waits for an answer, tries the next; then lets a child write the end down.</summary>
internal sealed class Ladder : Workflow<string[], string>
{
    public override async Task<string> RunAsync(WorkflowContext context, string[] input)
    {
        foreach (var channel in input)
        {
            await context.CallActivityAsync<string>("page", $"{channel} {context.NewGuid()}", new WorkflowTaskOptions(new WorkflowRetryPolicy(2, TimeSpan.FromSeconds(5))));
            try
            {
                var by = await context.WaitForExternalEventAsync<string>("ack", TimeSpan.FromMinutes(10));
                return await context.CallChildWorkflowAsync<string>(nameof(Closing), by);
            }
            catch (TaskCanceledException)
            {
                context.SetCustomStatus($"no answer on {channel}");
            }
        }
        return "given up";
    }
}

/// <summary>Closes a case after a while.</summary>
internal sealed class Closing : Workflow<string, string>
{
    public override async Task<string> RunAsync(WorkflowContext context, string input)
    {
        await context.CreateTimer(TimeSpan.FromMinutes(1));
        return $"acknowledged by {input}";
    }
}
