using Dapr.Client.Autogen.Grpc.v1;
using Dapr.Workflow.Protocol;
using Google.Protobuf.WellKnownTypes;
using LocalDapr.Sidecars;

namespace LocalDapr.Workflow;

/// <summary>The workflow methods of Dapr's own gRPC service. The component's name is not looked at.</summary>
internal sealed class WorkflowGrpc(WorkflowApi workflows)
{
    /// <summary>Maps the methods.</summary>
    /// <param name="api">Where to map.</param>
    public void Map(SidecarApi api)
    {
        api.Unary<StartWorkflowRequest, StartWorkflowResponse>("StartWorkflowBeta1", async (request, call) => new StartWorkflowResponse
        {
            InstanceId = await workflows.StartAsync(new CreateInstanceRequest { InstanceId = request.InstanceId, Name = request.WorkflowName, Input = request.Input.ToStringUtf8() }, call.CancellationToken),
        });
        api.Unary<GetWorkflowRequest, GetWorkflowResponse>("GetWorkflowBeta1", async (request, _) =>
        {
            var state = WorkflowStateView.Existing(await workflows.GetAsync(request.InstanceId, full: true), request.InstanceId);
            var response = new GetWorkflowResponse
            {
                InstanceId = state.InstanceId,
                WorkflowName = state.Name,
                CreatedAt = state.CreatedTimestamp,
                LastUpdatedAt = state.LastUpdatedTimestamp,
                RuntimeStatus = WorkflowStateView.Name(state.WorkflowStatus),
            };
            response.Properties.Add(WorkflowStateView.Properties(state));
            return response;
        });
        api.Unary<RaiseEventWorkflowRequest, Empty>("RaiseEventWorkflowBeta1", (request, _) => Done(workflows.RaiseAsync(request.InstanceId, request.EventName, request.EventData.ToStringUtf8())));
        api.Unary<PauseWorkflowRequest, Empty>("PauseWorkflowBeta1", (request, call) => Done(workflows.SuspendAsync(request.InstanceId, null, call.CancellationToken)));
        api.Unary<ResumeWorkflowRequest, Empty>("ResumeWorkflowBeta1", (request, call) => Done(workflows.ResumeAsync(request.InstanceId, null, call.CancellationToken)));
        api.Unary<TerminateWorkflowRequest, Empty>("TerminateWorkflowBeta1", (request, call) => Done(workflows.TerminateAsync(request.InstanceId, null, recursive: true, call.CancellationToken)));
        api.Unary<PurgeWorkflowRequest, Empty>("PurgeWorkflowBeta1", (request, _) => Done(workflows.PurgeAsync(request.InstanceId, recursive: true, force: false)));
    }

    private static async Task<Empty> Done(Task work)
    {
        await work;
        return new Empty();
    }
}
