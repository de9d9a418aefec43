namespace Dapr.Workflow;

/// <summary>How an activity is called.</summary>
/// <param name="RetryPolicy">Retries; null for none.</param>
/// <param name="TargetAppId">App that runs it; null for the caller's.</param>
public record WorkflowTaskOptions(WorkflowRetryPolicy? RetryPolicy = null, string? TargetAppId = null);

/// <summary>How a child workflow is called.</summary>
/// <param name="InstanceId">Its id; null for one derived from the caller's.</param>
/// <param name="RetryPolicy">Retries; null for none.</param>
/// <param name="TargetAppId">App that runs it; null for the caller's.</param>
public record ChildWorkflowTaskOptions(string? InstanceId = null, WorkflowRetryPolicy? RetryPolicy = null, string? TargetAppId = null)
    : WorkflowTaskOptions(RetryPolicy, TargetAppId);
