using System.Text.Json;
using Dapr.Workflow.Protocol;
using Dapr.Workflow.Tests.Engine;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Dapr.Workflow.Tests.Dialogues;

/// <summary>Plays the recorded sidecar against this SDK's worker and client and compares what they say.</summary>
public sealed class WorkerDialogueTests
{
    [Fact]
    public async Task Worker_Connecting_AsksForWorkItems()
    {
        var line = Assert.Single(Recording.Of(Recording.Connecting));
        await using var sidecar = await PlayedSidecar.StartAsync();
        using var app = await StartAppAsync(sidecar);
        var call = await sidecar.NextAsync(TestContext.Current.CancellationToken);
        Assert.Equal(line.Method, call.Method);
        // The only difference: a sidecar that can keep track of it need not send the history again.
        Assert.Equal([WorkerCapability.StatefulHistory], ((GetWorkItemsRequest)call.Request).Capabilities);
    }

    [Theory]
    [MemberData(nameof(Recording.Scenes), MemberType = typeof(Recording))]
    public async Task Worker_FacingTheRecordedSidecar_SaysWhatTheOfficialWorkerSaid(string scene)
    {
        var lines = Recording.Of(scene);
        await using var sidecar = await PlayedSidecar.StartAsync();
        using var app = await StartAppAsync(sidecar);
        using var limit = new CancellationTokenSource(Bench.Limit);
        Assert.Equal("GetWorkItems", (await sidecar.NextAsync(limit.Token)).Method);
        await new Play(sidecar, app.Services.GetRequiredService<DaprWorkflowClient>(), limit.Token).RunAsync(lines);
    }

    private static async Task<IHost> StartAppAsync(PlayedSidecar sidecar)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection([KeyValuePair.Create("DAPR_GRPC_ENDPOINT", (string?)sidecar.Address.ToString())]);
        builder.Services.AddDaprWorkflow(RecordedWorkflows.Register);
        var app = builder.Build();
        await app.StartAsync();
        return app;
    }

    private sealed class Play(PlayedSidecar sidecar, DaprWorkflowClient client, CancellationToken stop)
    {
        private readonly Dictionary<string, Call> _calls = new(StringComparer.Ordinal);
        private readonly Dictionary<string, Task> _made = new(StringComparer.Ordinal);
        private bool _controlled;

        public async Task RunAsync(IReadOnlyList<Line> lines)
        {
            foreach (var line in lines)
            {
                if (line.What == "WorkItem")
                    Give((WorkItem)RecordedMessage.Read(WorkItem.Descriptor, line.Message));
                else if (line.FromSidecar)
                    await ReplyAsync(line);
                else
                    await ExpectAsync(line);
            }
            Assert.Empty(_calls);
        }

        private void Give(WorkItem item)
        {
            RecordedMessage.Each(item, static (owner, field) =>
            {
                // .NET counts tasks from 0, JavaScript from 1; the sidecar repeats what it was told.
                if (field.Name is "eventId" or "taskScheduledId" or "timerId" or "taskId" && field.Accessor.GetValue(owner) is int and > 0 and var id)
                    field.Accessor.SetValue(owner, id - 1);
                if (owner is HistoryEvent happened)
                    happened.Timestamp = new Timestamp { Seconds = 1 };
            });
            _controlled = item.WorkflowRequest?.NewEvents.Any(e => e.ExecutionSuspended is not null || e.ExecutionTerminated is not null) == true;
            sidecar.Send(item);
        }

        private async Task ExpectAsync(Line line)
        {
            var recorded = RecordedMessage.Read(RawWorker.Method(line.Method).InputType, line.Message);
            _made[line.Method] = CallOf(line.Method, recorded);
            var call = await sidecar.NextAsync(stop);
            Assert.Equal(line.Method, call.Method);
            Assert.Equal(Bare(recorded, own: false), Bare(call.Request, own: true));
            _calls.Add(call.Method, call);
        }

        private async Task ReplyAsync(Line line)
        {
            Assert.True(_calls.Remove(line.Method, out var call), $"{line.Method} was not called");
            call.Reply.SetResult(RecordedMessage.Read(RawWorker.Method(line.Method).OutputType, line.Message));
            await _made[line.Method].WaitAsync(stop);
        }

        private Task CallOf(string method, IMessage request) => request switch
        {
            CreateInstanceRequest start => client.ScheduleNewWorkflowAsync(start.Name, start.InstanceId, Json(start.Input)),
            GetInstanceRequest get => method switch
            {
                "WaitForInstanceStart" => client.WaitForWorkflowStartAsync(get.InstanceId, get.GetInputsAndOutputs, stop),
                "WaitForInstanceCompletion" => client.WaitForWorkflowCompletionAsync(get.InstanceId, get.GetInputsAndOutputs, stop),
                _ => client.GetWorkflowStateAsync(get.InstanceId, get.GetInputsAndOutputs, stop),
            },
            RaiseEventRequest raise => client.RaiseEventAsync(raise.InstanceId, raise.Name, Json(raise.Input), stop),
            SuspendRequest suspend => client.SuspendWorkflowAsync(suspend.InstanceId, null, stop),
            ResumeRequest resume => client.ResumeWorkflowAsync(resume.InstanceId, null, stop),
            TerminateRequest terminate => client.TerminateWorkflowAsync(terminate.InstanceId, Json(terminate.Output), stop),
            PurgeInstancesRequest purge => client.PurgeInstanceAsync(purge.InstanceId, stop),
            _ => Task.CompletedTask,
        };

        private static object? Json(string? text) => text is null ? null : JsonSerializer.Deserialize<JsonElement?>(text);

        // Leaves out what only one of the two languages says: how it writes nothing, its errors' types and traces, where timers and retries come from, and recursion, which .NET always asks for.
        private string Bare(IMessage message, bool own)
        {
            var copy = message.Descriptor.Parser.ParseFrom(message.ToByteArray());
            RecordedMessage.Each(copy, (owner, field) =>
            {
                if (field.Name is "taskExecutionId" or "recursive" || owner is CreateTimerAction || field.Accessor.GetValue(owner) is "null")
                    field.Accessor.Clear(owner);
                else if (!own && field.Name is "id" or "taskId" && field.Accessor.GetValue(owner) is int and > 0 and var id)
                    field.Accessor.SetValue(owner, id - 1);
                else if (field.Accessor.GetValue(owner) is TaskFailureDetails failure)
                    (failure.ErrorType, failure.StackTrace, failure.ErrorMessage) = ("", null, failure.ErrorMessage.Contains("kaput", StringComparison.Ordinal) ? "kaput" : "");
            });
            if (copy is WorkflowResponse { CustomStatus.Length: > 0 } response)
                response.CustomStatus = _controlled ? null : own ? JsonSerializer.Deserialize<string>(response.CustomStatus) : response.CustomStatus;
            return RecordedMessage.Comparable(copy, []);
        }
    }
}
