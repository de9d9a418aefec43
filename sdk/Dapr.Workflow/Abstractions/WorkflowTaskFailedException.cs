namespace Dapr.Workflow;

/// <summary>An activity or a child workflow failed, after all its attempts.</summary>
/// <param name="message">The message.</param>
/// <param name="failureDetails">Why it failed.</param>
public class WorkflowTaskFailedException(string message, WorkflowTaskFailureDetails failureDetails) : Exception(message)
{
    /// <summary>Why it failed.</summary>
    public WorkflowTaskFailureDetails FailureDetails { get; } = failureDetails ?? throw new ArgumentNullException(nameof(failureDetails));
}
