using Dapr.Workflow.Abstractions;

namespace Dapr.Workflow;

/// <summary>An activity: a step of a workflow that may do anything. It is run at least once.</summary>
/// <typeparam name="TInput">Input, as JSON.</typeparam>
/// <typeparam name="TOutput">Output, as JSON.</typeparam>
public abstract class WorkflowActivity<TInput, TOutput> : IWorkflowActivity
{
    Type IWorkflowActivity.InputType => typeof(TInput);

    Type IWorkflowActivity.OutputType => typeof(TOutput);

    /// <inheritdoc />
    public async Task<object?> RunAsync(WorkflowActivityContext context, object? input) => await RunAsync(context, (TInput)input!);

    /// <summary>Runs the activity.</summary>
    /// <param name="context">Which call this is.</param>
    /// <param name="input">The input.</param>
    /// <returns>The output.</returns>
    public abstract Task<TOutput> RunAsync(WorkflowActivityContext context, TInput input);
}
