using Dapr.Workflow.Abstractions;
using Dapr.Workflow.Client;
using Dapr.Workflow.Protocol;
using Microsoft.Extensions.DependencyInjection;

namespace Dapr.Workflow.Worker;

/// <summary>The context of a running activity, and the run itself.</summary>
internal sealed class ActivityCall(ActivityRequest request) : WorkflowActivityContext
{
    /// <inheritdoc />
    public override TaskIdentifier Identifier => new(request.Name);

    /// <inheritdoc />
    public override string TaskExecutionKey => request.TaskExecutionId;

    /// <inheritdoc />
    public override string InstanceId => request.WorkflowInstance?.InstanceId ?? "";

    /// <summary>Runs the activity in a scope of its own.</summary>
    /// <param name="options">The registered activities.</param>
    /// <param name="scopes">Makes the scope.</param>
    /// <returns>The answer, without completion token.</returns>
    public async Task<ActivityResponse> RunAsync(WorkflowRuntimeOptions options, IServiceScopeFactory scopes)
    {
        var response = new ActivityResponse { InstanceId = InstanceId, TaskId = request.TaskId };
        if (!options.Activities.TryGetValue(request.Name, out var create))
        {
            response.FailureDetails = new TaskFailureDetails { ErrorType = "ActivityNotFound", ErrorMessage = $"Activity '{request.Name}' is not registered in this app.", IsNonRetriable = true };
            return response;
        }
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var activity = create(scope.ServiceProvider);
            response.Result = WorkflowJson.Write(await activity.RunAsync(this, WorkflowJson.Read(request.Input, activity.InputType)));
        }
        catch (Exception e)
        {
            response.FailureDetails = Failure.Of(e, final: false);
        }
        return response;
    }
}
