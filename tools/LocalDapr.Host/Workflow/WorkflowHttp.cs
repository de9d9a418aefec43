using System.Text;
using System.Text.Json.Nodes;
using Dapr.Workflow.Protocol;
using Grpc.Core;
using LocalDapr.Sidecars;
using Microsoft.AspNetCore.Http;

namespace LocalDapr.Workflow;

/// <summary>The workflow routes. The component's name is not looked at.</summary>
internal sealed class WorkflowHttp(WorkflowApi workflows, int maxBodyBytes)
{
    /// <summary>Maps the routes.</summary>
    /// <param name="api">Where to map.</param>
    public void Map(SidecarApi api)
    {
        foreach (var version in new[] { "v1.0", "v1.0-beta1" })
        {
            var root = version + "/workflows/{component}/";
            api.Http("POST", root + "{name}/start", StartAsync);
            api.Http("GET", root + "{id}", GetAsync);
            api.Http("POST", root + "{id}/raiseEvent/{event}", (http, values) =>
                ActAsync(http, values, "ERR_RAISE_EVENT_WORKFLOW", "error raising event on workflow", 500, async id => await workflows.RaiseAsync(id, values["event"], await BodyAsync(http))));
            api.Http("POST", root + "{id}/pause", (http, values) =>
                ActAsync(http, values, "ERR_PAUSE_WORKFLOW", "error pausing workflow", 500, id => workflows.SuspendAsync(id, null, http.RequestAborted)));
            api.Http("POST", root + "{id}/resume", (http, values) =>
                ActAsync(http, values, "ERR_RESUME_WORKFLOW", "error resuming workflow", 500, id => workflows.ResumeAsync(id, null, http.RequestAborted)));
            api.Http("POST", root + "{id}/terminate", (http, values) =>
                ActAsync(http, values, "ERR_TERMINATE_WORKFLOW", "error terminating workflow", 404, id => workflows.TerminateAsync(id, null, recursive: !IsFalse(http, "non_recursive"), http.RequestAborted)));
            api.Http("POST", root + "{id}/purge", (http, values) =>
                ActAsync(http, values, "ERR_PURGE_WORKFLOW", "error purging workflow", 404, id => workflows.PurgeAsync(id, recursive: !IsFalse(http, "non_recursive"), force: false)));
        }
    }

    private static bool IsFalse(HttpContext http, string notName) => string.Equals(http.Request.Query[notName], "true", StringComparison.OrdinalIgnoreCase);

    private async Task StartAsync(HttpContext http, IReadOnlyDictionary<string, string> values)
    {
        try
        {
            var id = await workflows.StartAsync(
                new CreateInstanceRequest { Name = values["name"], InstanceId = http.Request.Query["instanceID"].ToString(), Input = await BodyAsync(http) },
                http.RequestAborted);
            await WriteAsync(http, StatusCodes.Status202Accepted, new JsonObject { ["instanceID"] = id });
        }
        catch (RpcException e)
        {
            await new ApiError(StatusCodes.Status500InternalServerError, "ERR_START_WORKFLOW", $"error starting workflow '{values["name"]}': {e.Status.Detail}").WriteAsync(http.Response);
        }
    }

    private async Task GetAsync(HttpContext http, IReadOnlyDictionary<string, string> values)
    {
        var answer = await workflows.GetAsync(values["id"], full: true);
        if (!answer.Exists)
        {
            await NotFound(values["id"]).WriteAsync(http.Response);
            return;
        }
        var state = answer.WorkflowState;
        await WriteAsync(http, StatusCodes.Status200OK, new JsonObject
        {
            ["instanceID"] = state.InstanceId,
            ["workflowName"] = state.Name,
            ["createdAt"] = state.CreatedTimestamp.ToDateTime().ToString("O"),
            ["lastUpdatedAt"] = state.LastUpdatedTimestamp.ToDateTime().ToString("O"),
            ["runtimeStatus"] = WorkflowStateView.Name(state.WorkflowStatus),
            ["properties"] = new JsonObject(WorkflowStateView.Properties(state).Select(p => KeyValuePair.Create(p.Key, (JsonNode?)p.Value))),
        });
    }

    private static async Task ActAsync(HttpContext http, IReadOnlyDictionary<string, string> values, string code, string what, int missing, Func<string, Task> act)
    {
        try
        {
            await act(values["id"]);
            http.Response.StatusCode = StatusCodes.Status202Accepted;
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.NotFound && missing == StatusCodes.Status404NotFound)
        {
            await NotFound(values["id"]).WriteAsync(http.Response);
        }
        catch (RpcException e)
        {
            await new ApiError(StatusCodes.Status500InternalServerError, code, $"{what} '{values["id"]}': {e.Status.Detail}").WriteAsync(http.Response);
        }
    }

    private static ApiError NotFound(string id) => new(StatusCodes.Status404NotFound, "ERR_INSTANCE_ID_NOT_FOUND", $"unable to find workflow with the provided instance ID: {id}");

    private static async Task WriteAsync(HttpContext http, int status, JsonObject body)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        await http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(body.ToJsonString()), http.RequestAborted);
    }

    private async Task<string> BodyAsync(HttpContext http) => Encoding.UTF8.GetString(await RequestBody.ReadAsync(http, maxBodyBytes));
}
