namespace Dapr.Workflow;

/// <summary>Time and replay of a workflow.</summary>
public interface IWorkflowContext
{
    /// <summary>True while the code runs through what it did before.</summary>
    bool IsReplaying { get; }

    /// <summary>The workflow's time, UTC: that of the step it is in.</summary>
    DateTime CurrentUtcDateTime { get; }
}
