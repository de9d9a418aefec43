namespace Dapr.Workflow.Worker;

/// <summary>A workflow that this worker does not have.</summary>
/// <param name="name">Its name.</param>
internal sealed class WorkflowNotFoundException(string name) : Exception($"Workflow '{name}' is not registered in this app.");
