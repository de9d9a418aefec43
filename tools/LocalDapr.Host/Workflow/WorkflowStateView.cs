using Dapr.Workflow.Protocol;
using Grpc.Core;

namespace LocalDapr.Workflow;

/// <summary>An instance as Dapr's own API shows it.</summary>
internal static class WorkflowStateView
{
    private const string Prefix = "dapr.workflow.";

    /// <summary>The state of an answer.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="id">Id that was asked for.</param>
    /// <returns>The state.</returns>
    /// <exception cref="RpcException">There is no such instance.</exception>
    public static InstanceState Existing(GetInstanceResponse answer, string id) =>
        answer.Exists ? answer.WorkflowState : throw WorkflowApi.Error(StatusCode.NotFound, $"unable to find workflow with the provided instance ID: {id}");

    /// <summary>Name of a status, for example <c>RUNNING</c>.</summary>
    /// <param name="status">The status.</param>
    /// <returns>The name.</returns>
    public static string Name(OrchestrationStatus status) => status == OrchestrationStatus.ContinuedAsNew ? "CONTINUED_AS_NEW" : status.ToString().ToUpperInvariant();

    /// <summary>What is not in fields of its own.</summary>
    /// <param name="state">The state.</param>
    /// <returns>The properties that are set.</returns>
    public static Dictionary<string, string> Properties(InstanceState state)
    {
        var properties = new Dictionary<string, string>(StringComparer.Ordinal);
        Add("input", state.Input);
        Add("output", state.Output);
        Add("custom_status", state.CustomStatus);
        Add("failure.error_type", state.FailureDetails?.ErrorType);
        Add("failure.error_message", state.FailureDetails?.ErrorMessage);
        return properties;

        void Add(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
                properties[Prefix + name] = value;
        }
    }
}
