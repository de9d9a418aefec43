namespace Dapr.Workflow.Worker;

/// <summary>The code of a workflow takes another path than its history.</summary>
/// <param name="workflow">Name of the workflow.</param>
/// <param name="difference">The first difference.</param>
internal sealed class NonDeterministicWorkflowException(string workflow, string difference) : Exception(
    $"Workflow '{workflow}' does not follow its history: {difference}. A changed workflow needs a new name; instances of the old one need the old code.");
