namespace Dapr.Workflow;

/// <summary>A workflow: code that is run again from its start with what happened so far, so it must decide the same every time.</summary>
/// <typeparam name="TInput">Input, as JSON.</typeparam>
/// <typeparam name="TOutput">Output, as JSON.</typeparam>
public abstract class Workflow<TInput, TOutput> : IWorkflow
{
    Type IWorkflow.InputType => typeof(TInput);

    Type IWorkflow.OutputType => typeof(TOutput);

    async Task<object?> IWorkflow.RunAsync(WorkflowContext context, object? input) => await RunAsync(context, (TInput)input!);

    /// <summary>Runs the workflow.</summary>
    /// <param name="context">The only way to time, random numbers and the world.</param>
    /// <param name="input">The input.</param>
    /// <returns>The output.</returns>
    public abstract Task<TOutput> RunAsync(WorkflowContext context, TInput input);
}
