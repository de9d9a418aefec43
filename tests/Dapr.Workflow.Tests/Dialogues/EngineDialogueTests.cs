using Dapr.Workflow.Protocol;
using Dapr.Workflow.Tests.Engine;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Dapr.Workflow.Tests.Dialogues;

/// <summary>Plays the recorded client and worker against the engine and compares what the engine says.</summary>
public sealed class EngineDialogueTests
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    [Fact]
    public void Scenes_OfTheRecording_AreAllPlayed() =>
        Assert.Equal(Recording.Names.Order(), Recording.Scenes.Select(row => row.Data).Append(Recording.Connecting).Order());

    [Theory]
    [MemberData(nameof(Recording.Scenes), MemberType = typeof(Recording))]
    public async Task Engine_FacingTheRecordedWorker_SaysWhatDaprSaid(string scene)
    {
        var lines = Recording.Of(scene);
        await using var bench = await Bench.StartWithoutWorkerAsync();
        using var worker = new RawWorker(bench.Sidecar.GrpcEndpoint, bench.Patience);
        await worker.Connected;
        await new Play(bench, worker, scene).RunAsync(lines);
    }

    private sealed class Play(Bench bench, RawWorker worker, string scene)
    {
        // How results that come at the same time are spread over turns is a matter of time, not of order.
        private readonly bool _turnsMayDiffer = scene == "fanOut";
        private readonly Dictionary<string, string> _said = new(StringComparer.Ordinal);
        private readonly Dictionary<string, string> _recorded = new(StringComparer.Ordinal);
        private readonly Dictionary<string, Task<IMessage>> _calls = new(StringComparer.Ordinal);
        private WorkItem? _early;
        private bool _skipAnswer;

        public async Task RunAsync(IReadOnlyList<Line> lines)
        {
            foreach (var line in lines)
            {
                if (line.What == "WorkItem")
                    await TakeAsync((WorkItem)RecordedMessage.Read(WorkItem.Descriptor, line.Message));
                else if (line.FromSidecar)
                    await HearAsync(line);
                else
                    Say(line);
            }
            Assert.Empty(_calls);
        }

        private void Say(Line line)
        {
            if (_skipAnswer && line.Method == "CompleteOrchestratorTask")
            {
                _skipAnswer = false;
                return;
            }
            var message = RecordedMessage.Read(RawWorker.Method(line.Method).InputType, line.Message);
            foreach (var timer in (message as WorkflowResponse)?.Actions.Where(a => a.CreateTimer is not null) ?? [])
                timer.CreateTimer.FireAt = Timestamp.FromDateTimeOffset(bench.Clock.GetUtcNow().AddSeconds(1));
            _calls.Add(line.Method, worker.CallAsync(line.Method, message, bench.Patience));
        }

        private async Task HearAsync(Line line)
        {
            if (!_calls.Remove(line.Method, out var call))
            {
                Assert.True(_turnsMayDiffer, $"{line.Method} was not called");
                return;
            }
            var reply = await call;
            Same(RecordedMessage.Read(reply.Descriptor, line.Message), reply);
        }

        private async Task TakeAsync(WorkItem recorded)
        {
            while (true)
            {
                var item = _early ?? await NextAsync();
                _early = null;
                if (!_turnsMayDiffer || item.WorkflowRequest is null || Events(item) == Events(recorded))
                {
                    Same(_turnsMayDiffer ? Flat(recorded) : recorded, _turnsMayDiffer ? Flat(item) : item);
                    return;
                }
                if (Events(item).StartsWith(Events(recorded), StringComparison.Ordinal))
                {
                    (_early, _skipAnswer) = (item, true);
                    return;
                }
                Assert.StartsWith(Events(item), Events(recorded), StringComparison.Ordinal);
                await worker.CallAsync("CompleteOrchestratorTask", new WorkflowResponse { InstanceId = item.WorkflowRequest.InstanceId }, bench.Patience);
            }
        }

        private async Task<WorkItem> NextAsync()
        {
            var next = worker.NextAsync(bench.Patience);
            while (!next.IsCompleted)
                await bench.MoveAsync(Step);
            return await next;
        }

        private void Same(IMessage recorded, IMessage said) =>
            Assert.Equal(RecordedMessage.Comparable(recorded, _recorded), RecordedMessage.Comparable(said, _said));

        private static string Events(WorkItem item) => string.Concat(Flat(item).WorkflowRequest.PastEvents.Select(e => RecordedMessage.Comparable(e, [])));

        // All events in a row, without the bounds of turns.
        private static WorkItem Flat(WorkItem item)
        {
            if (item.WorkflowRequest is not { } turn)
                return item;
            var events = turn.PastEvents.Concat(turn.NewEvents).Where(e => e.WorkflowStarted is null);
            return new WorkItem { WorkflowRequest = new WorkflowRequest { InstanceId = turn.InstanceId, PastEvents = { events } } };
        }
    }
}
