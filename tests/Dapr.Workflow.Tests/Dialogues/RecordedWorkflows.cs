using System.Globalization;

namespace Dapr.Workflow.Tests.Dialogues;

/// <summary>The workflows of the recording, written against this SDK.</summary>
internal static class RecordedWorkflows
{
    public static void Register(WorkflowRuntimeOptions options)
    {
        options.RegisterActivity<int, int>("plusOne", static (_, input) => Task.FromResult(input + 1));
        options.RegisterActivity<int, int>("boom", static (_, _) => throw new InvalidOperationException("kaput"));
        options.RegisterWorkflow<int, int>("chain", static async (context, input) =>
            await context.CallActivityAsync<int>("plusOne", await context.CallActivityAsync<int>("plusOne", input)));
        options.RegisterWorkflow<object?, int[]>("fanOut", static (context, _) =>
            Task.WhenAll(Enumerable.Range(1, 3).Select(n => context.CallActivityAsync<int>("plusOne", n))));
        options.RegisterWorkflow<object?, string>("timer", static async (context, _) =>
        {
            await context.CreateTimer(TimeSpan.FromSeconds(1));
            return "late";
        });
        options.RegisterWorkflow<object?, int>("fails", static (context, _) => context.CallActivityAsync<int>("boom", 1));
        options.RegisterWorkflow<object?, int>("parent", static (context, _) =>
            context.CallChildWorkflowAsync<int>("child", 5, new ChildWorkflowTaskOptions($"{context.InstanceId}:{1.ToString("x4", CultureInfo.InvariantCulture)}")));
        options.RegisterWorkflow<int, int>("child", static (context, input) => context.CallActivityAsync<int>("plusOne", input));
        options.RegisterWorkflow<Countdown, string>("again", static (context, input) =>
        {
            if (input.Left > 0)
                context.ContinueAsNew(new Countdown(input.Left - 1));
            return Task.FromResult("done");
        });
        options.RegisterWorkflow<object?, string>("race", static async (context, _) =>
        {
            try
            {
                return await context.WaitForExternalEventAsync<string>("ack", TimeSpan.FromSeconds(1));
            }
            catch (TaskCanceledException)
            {
                return "timed out";
            }
        });
        options.RegisterWorkflow<object?, Dictionary<string, string>>("event", static (context, _) =>
        {
            context.SetCustomStatus("waiting");
            return context.WaitForExternalEventAsync<Dictionary<string, string>>("ack");
        });
    }

    private sealed record Countdown(int Left);
}
