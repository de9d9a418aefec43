using Dapr.Workflow.Abstractions;

namespace Dapr.Workflow;

/// <summary>Which call of an activity runs.</summary>
public abstract class WorkflowActivityContext
{
    /// <summary>Name of the activity.</summary>
    public abstract TaskIdentifier Identifier { get; }

    /// <summary>The same for every attempt of one call; a key for what must happen once.</summary>
    public abstract string TaskExecutionKey { get; }

    /// <summary>Id of the calling workflow.</summary>
    public abstract string InstanceId { get; }
}
