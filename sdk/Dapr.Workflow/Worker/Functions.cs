namespace Dapr.Workflow.Worker;

/// <summary>A workflow that is a function.</summary>
internal sealed class FunctionWorkflow<TInput, TOutput>(Func<WorkflowContext, TInput, Task<TOutput>> run) : Workflow<TInput, TOutput>
{
    /// <inheritdoc />
    public override Task<TOutput> RunAsync(WorkflowContext context, TInput input) => run(context, input);
}

/// <summary>An activity that is a function.</summary>
internal sealed class FunctionActivity<TInput, TOutput>(Func<WorkflowActivityContext, TInput, Task<TOutput>> run) : WorkflowActivity<TInput, TOutput>
{
    /// <inheritdoc />
    public override Task<TOutput> RunAsync(WorkflowActivityContext context, TInput input) => run(context, input);
}
