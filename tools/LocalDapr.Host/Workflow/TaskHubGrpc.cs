using Dapr.Workflow.Protocol;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using LocalDapr.Faults;
using LocalDapr.Sidecars;
using LocalDapr.Workflow.Engine;

namespace LocalDapr.Workflow;

/// <summary>The protocol of workers and clients.</summary>
internal sealed class TaskHubGrpc(WorkflowEngine engine, WorkflowApi workflows, string appId, CancellationToken stopping)
{
    private const string Service = "TaskHubSidecarService/";
    private const string Turn = "turn";
    private const int DefaultPageSize = 1024;

    /// <summary>Maps the methods.</summary>
    /// <param name="api">Where to map.</param>
    public void Map(SidecarApi api)
    {
        api.Unary<Empty, Empty>(Service + "Hello", static (_, _) => Task.FromResult(new Empty()));
        api.Unary<CreateInstanceRequest, CreateInstanceResponse>(Service + "StartInstance", async (request, call) =>
            new CreateInstanceResponse { InstanceId = await workflows.StartAsync(request, call.CancellationToken) });
        api.Unary<GetInstanceRequest, GetInstanceResponse>(Service + "GetInstance", (request, _) => workflows.GetAsync(request.InstanceId, request.GetInputsAndOutputs));
        api.Unary<GetInstanceRequest, GetInstanceResponse>(Service + "WaitForInstanceStart", (request, call) =>
            workflows.WaitAsync(request.InstanceId, end: false, request.GetInputsAndOutputs, call.CancellationToken));
        api.Unary<GetInstanceRequest, GetInstanceResponse>(Service + "WaitForInstanceCompletion", (request, call) =>
            workflows.WaitAsync(request.InstanceId, end: true, request.GetInputsAndOutputs, call.CancellationToken));
        MapControl(api);
        MapQueries(api);
        MapWork(api);
    }

    private void MapControl(SidecarApi api)
    {
        api.Unary<RaiseEventRequest, RaiseEventResponse>(Service + "RaiseEvent", async (request, _) =>
        {
            await workflows.RaiseAsync(request.InstanceId, request.Name, request.Input);
            return new RaiseEventResponse();
        });
        api.Unary<TerminateRequest, TerminateResponse>(Service + "TerminateInstance", async (request, call) =>
        {
            await workflows.TerminateAsync(request.InstanceId, request.Output, request.Recursive, call.CancellationToken);
            return new TerminateResponse();
        });
        api.Unary<SuspendRequest, SuspendResponse>(Service + "SuspendInstance", async (request, call) =>
        {
            await workflows.SuspendAsync(request.InstanceId, request.Reason, call.CancellationToken);
            return new SuspendResponse();
        });
        api.Unary<ResumeRequest, ResumeResponse>(Service + "ResumeInstance", async (request, call) =>
        {
            await workflows.ResumeAsync(request.InstanceId, request.Reason, call.CancellationToken);
            return new ResumeResponse();
        });
        api.Unary<PurgeInstancesRequest, PurgeInstancesResponse>(Service + "PurgeInstances", async (request, _) =>
            request.RequestCase == PurgeInstancesRequest.RequestOneofCase.InstanceId
                ? new PurgeInstancesResponse { DeletedInstanceCount = await workflows.PurgeAsync(request.InstanceId, request.Recursive, request.Force) }
                : throw WorkflowApi.Error(StatusCode.Unimplemented, "multi-instance purge is not implemented"));
    }

    private void MapQueries(SidecarApi api)
    {
        api.Unary<ListInstanceIDsRequest, ListInstanceIDsResponse>(Service + "ListInstanceIDs", async (request, _) =>
        {
            var size = request.HasPageSize ? (int)Math.Clamp(request.PageSize, 1, DefaultPageSize) : DefaultPageSize;
            var ids = await engine.ListAsync(appId, request.ContinuationToken, size);
            var response = new ListInstanceIDsResponse { InstanceIds = { ids } };
            if (ids.Count == size)
                response.ContinuationToken = ids[^1];
            return response;
        });
        api.Unary<GetInstanceHistoryRequest, GetInstanceHistoryResponse>(Service + "GetInstanceHistory", async (request, _) =>
            await engine.HistoryAsync(new InstanceKey(appId, request.InstanceId)) is { } events
                ? new GetInstanceHistoryResponse { Events = { events } }
                : throw WorkflowApi.Error(StatusCode.NotFound, WorkflowApi.NoSuchInstance));
    }

    private void MapWork(SidecarApi api)
    {
        api.ServerStream<GetWorkItemsRequest, WorkItem>(Service + "GetWorkItems", SendWorkAsync);
        api.Unary<ActivityResponse, CompleteTaskResponse>(Service + "CompleteActivityTask", (response, _) => TakeAsync(
            response.InstanceId, engine.Faults.AreWatched ? engine.ActivityOf(appId, response) : "", () => engine.CompleteAsync(appId, response), $"unknown instance ID/task ID combo: {response.InstanceId}/{response.TaskId}"));
        foreach (var name in new[] { "CompleteOrchestratorTask", "CompleteWorkflowTask" })
        {
            api.Unary<WorkflowResponse, CompleteTaskResponse>(Service + name, (response, _) => TakeAsync(
                response.InstanceId, Turn, () => engine.CompleteAsync(appId, response), $"unknown instance ID: {response.InstanceId}"));
        }
    }

    private async Task<CompleteTaskResponse> TakeAsync(string instanceId, string work, Func<Task<bool>> complete, string unknown)
    {
        Pass(WorkflowPointKind.AnswerArrived, instanceId, work);
        if (!await complete())
            throw WorkflowApi.Error(StatusCode.Unknown, unknown);
        Pass(WorkflowPointKind.AnswerTaken, instanceId, work);
        return new CompleteTaskResponse();
    }

    private void Pass(WorkflowPointKind kind, string instanceId, string work) => engine.Faults.Pass(kind, instanceId, work, () => engine.Cut(appId));

    private async Task SendAsync(WorkItem item, IServerStreamWriter<WorkItem> items, CancellationToken cancellationToken)
    {
        var (instanceId, work) = item.WorkflowRequest is { } turn
            ? (turn.InstanceId, Turn)
            : (item.ActivityRequest.WorkflowInstance.InstanceId, item.ActivityRequest.Name);
        Pass(WorkflowPointKind.ItemReady, instanceId, work);
        await items.WriteAsync(item, cancellationToken);
        Pass(WorkflowPointKind.ItemSent, instanceId, work);
    }

    private async Task SendWorkAsync(GetWorkItemsRequest request, IServerStreamWriter<WorkItem> items, ServerCallContext call)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(call.CancellationToken, stopping);
        var worker = await engine.ConnectAsync(appId, request.Capabilities.Contains(WorkerCapability.StatefulHistory));
        try
        {
            await call.WriteResponseHeadersAsync([]);
            await foreach (var item in worker.Items.ReadAllAsync(ending.Token))
                await SendAsync(item, items, ending.Token);
        }
        catch (OperationCanceledException)
        {
            // The worker left, or the sidecar stops.
        }
        finally
        {
            engine.Disconnect(worker);
        }
    }
}
