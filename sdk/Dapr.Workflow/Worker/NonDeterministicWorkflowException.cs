namespace Dapr.Workflow.Worker;

/// <summary>The code of a workflow takes another path than its history.</summary>
/// <param name="workflow">Name of the workflow.</param>
/// <param name="index">Event of the history, from 0, where they part.</param>
/// <param name="history">What the history has there.</param>
/// <param name="code">What the code does there.</param>
internal sealed class NonDeterministicWorkflowException(string workflow, int index, string history, string code) : Exception(
    $"Workflow '{workflow}' leaves its history at event {index}: expected {history}, got {code}. A changed workflow needs a new name; instances of the old one need the old code.");
