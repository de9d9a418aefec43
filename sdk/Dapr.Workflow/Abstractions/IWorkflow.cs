namespace Dapr.Workflow;

/// <summary>A workflow without its type parameters; derive from <see cref="Workflow{TInput, TOutput}"/>.</summary>
public interface IWorkflow
{
    /// <summary>Type of the input.</summary>
    Type InputType { get; }

    /// <summary>Type of the output.</summary>
    Type OutputType { get; }

    /// <summary>Runs the workflow.</summary>
    /// <param name="context">What the workflow may do.</param>
    /// <param name="input">Its input.</param>
    /// <returns>Its output.</returns>
    Task<object?> RunAsync(WorkflowContext context, object? input);
}
