using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Dapr.Client.Autogen.Grpc.v1;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using GrpcDapr = Dapr.Client.Autogen.Grpc.v1.Dapr;

namespace Dapr.Workflow.Tests.Engine;

/// <summary>Workflows through Dapr's own API, as other languages and tools use it.</summary>
public sealed class DaprApiTests
{
    [Theory]
    [InlineData("v1.0")]
    [InlineData("v1.0-beta1")]
    public async Task Http_FromStartToPurge_AnswersAsDapr(string version)
    {
        await using var bench = await Bench.StartAsync(Waits);
        using var http = new HttpClient { BaseAddress = new Uri(bench.Sidecar.HttpEndpoint, $"{version}/workflows/dapr/") };
        var started = await PostAsync(http, "waits/start?instanceID=w", "7");
        Assert.Equal((HttpStatusCode.Accepted, "w"), (started.Status, (string?)started.Body!["instanceID"]));
        Assert.Equal("RUNNING", await StatusAsync(http, "w"));
        Assert.Equal(HttpStatusCode.Accepted, (await PostAsync(http, "w/pause")).Status);
        Assert.Equal("SUSPENDED", await StatusAsync(http, "w"));
        Assert.Equal(HttpStatusCode.Accepted, (await PostAsync(http, "w/raiseEvent/GO", "\"now\"")).Status);
        Assert.Equal(HttpStatusCode.Accepted, (await PostAsync(http, "w/resume")).Status);
        await bench.EndOf("w");
        var ended = await http.GetFromJsonAsync<JsonObject>("w", bench.Patience);
        Assert.Equal(("COMPLETED", "waits", "\"now 7\"", "7"), (
            (string?)ended!["runtimeStatus"], (string?)ended["workflowName"], (string?)ended["properties"]!["dapr.workflow.output"], (string?)ended["properties"]!["dapr.workflow.input"]));
        Assert.Equal(HttpStatusCode.Accepted, (await PostAsync(http, "w/purge")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync("w", bench.Patience)).StatusCode);
    }

    [Fact]
    public async Task Http_Mistakes_AreAnsweredAsDaprAndHarmNothing()
    {
        await using var bench = await Bench.StartAsync(Waits);
        using var http = new HttpClient { BaseAddress = new Uri(bench.Sidecar.HttpEndpoint, "v1.0/workflows/dapr/") };
        await PostAsync(http, "waits/start?instanceID=w", "1");
        Assert.Equal((500, "ERR_START_WORKFLOW"), Error(await PostAsync(http, "waits/start?instanceID=w", "2")));
        Assert.Equal((500, "ERR_RAISE_EVENT_WORKFLOW"), Error(await PostAsync(http, "nobody/raiseEvent/go")));
        Assert.Equal((404, "ERR_INSTANCE_ID_NOT_FOUND"), Error(await PostAsync(http, "nobody/terminate")));
        Assert.Equal((404, "ERR_INSTANCE_ID_NOT_FOUND"), Error(await PostAsync(http, "nobody/purge")));
        Assert.Equal((500, "ERR_PURGE_WORKFLOW"), Error(await PostAsync(http, "w/purge")));
        await PostAsync(http, "w/raiseEvent/go", "\"fine\"");
        Assert.Equal("fine 1", (await bench.EndOf("w")).ReadOutputAs<string>());
        Assert.Equal(HttpStatusCode.Accepted, (await PostAsync(http, "w/raiseEvent/go", "\"late\"")).Status);
    }

    [Fact]
    public async Task Http_MalformedJson_FailsThatInstanceOnly()
    {
        await using var bench = await Bench.StartAsync(Waits);
        using var http = new HttpClient { BaseAddress = new Uri(bench.Sidecar.HttpEndpoint, "v1.0/workflows/dapr/") };
        Assert.Equal(HttpStatusCode.Accepted, (await PostAsync(http, "waits/start?instanceID=bad", "{not json")).Status);
        Assert.Equal("System.Text.Json.JsonException", (await bench.EndOf("bad")).FailureDetails!.ErrorType);
        await PostAsync(http, "waits/start?instanceID=good", "3");
        await PostAsync(http, "good/raiseEvent/go", "\"ok\"");
        Assert.Equal("ok 3", (await bench.EndOf("good")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Grpc_Beta1Methods_WorkFromStartToPurge()
    {
        await using var bench = await Bench.StartAsync(Waits);
        using var channel = GrpcChannel.ForAddress(bench.Sidecar.GrpcEndpoint);
        var dapr = new GrpcDapr.DaprClient(channel);
        Assert.Equal("w", (await dapr.StartWorkflowBeta1Async(new StartWorkflowRequest { InstanceId = "w", WorkflowComponent = "dapr", WorkflowName = "waits", Input = ByteString.CopyFromUtf8("5") })).InstanceId);
        await dapr.PauseWorkflowBeta1Async(new PauseWorkflowRequest { InstanceId = "w", WorkflowComponent = "dapr" });
        Assert.Equal("SUSPENDED", (await dapr.GetWorkflowBeta1Async(new GetWorkflowRequest { InstanceId = "w", WorkflowComponent = "dapr" })).RuntimeStatus);
        await dapr.ResumeWorkflowBeta1Async(new ResumeWorkflowRequest { InstanceId = "w", WorkflowComponent = "dapr" });
        await dapr.RaiseEventWorkflowBeta1Async(new RaiseEventWorkflowRequest { InstanceId = "w", WorkflowComponent = "dapr", EventName = "go", EventData = ByteString.CopyFromUtf8("\"by grpc\"") });
        await bench.EndOf("w");
        Assert.Equal("\"by grpc 5\"", (await dapr.GetWorkflowBeta1Async(new GetWorkflowRequest { InstanceId = "w", WorkflowComponent = "dapr" })).Properties["dapr.workflow.output"]);
        await dapr.StartWorkflowBeta1Async(new StartWorkflowRequest { InstanceId = "w", WorkflowComponent = "dapr", WorkflowName = "waits", Input = ByteString.CopyFromUtf8("6") });
        await dapr.TerminateWorkflowBeta1Async(new TerminateWorkflowRequest { InstanceId = "w", WorkflowComponent = "dapr" });
        Assert.Equal(WorkflowRuntimeStatus.Terminated, (await bench.EndOf("w")).RuntimeStatus);
        await dapr.PurgeWorkflowBeta1Async(new PurgeWorkflowRequest { InstanceId = "w", WorkflowComponent = "dapr" });
        var gone = await Assert.ThrowsAsync<RpcException>(async () => await dapr.GetWorkflowBeta1Async(new GetWorkflowRequest { InstanceId = "w", WorkflowComponent = "dapr" }));
        Assert.Equal(StatusCode.NotFound, gone.StatusCode);
    }

    private static void Waits(WorkflowRuntimeOptions options) =>
        options.RegisterWorkflow<int, string>("waits", static async (context, input) => $"{await context.WaitForExternalEventAsync<string>("go")} {input}");

    private static async Task<(HttpStatusCode Status, JsonNode? Body)> PostAsync(HttpClient http, string path, string body = "")
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await http.PostAsync(path, content, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return (response.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text));
    }

    private static (int Status, string? Code) Error((HttpStatusCode Status, JsonNode? Body) answer) => ((int)answer.Status, (string?)answer.Body?["errorCode"]);

    private static async Task<string?> StatusAsync(HttpClient http, string id) =>
        (string?)(await http.GetFromJsonAsync<JsonObject>(id, TestContext.Current.CancellationToken))!["runtimeStatus"];
}
