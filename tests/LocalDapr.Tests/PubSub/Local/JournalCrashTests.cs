using System.Collections.Concurrent;
using System.Text;
using CsCheck;
using LocalDapr.PubSub;
using LocalDapr.PubSub.Local;
using LocalDapr.Resources;
using Microsoft.Extensions.Logging.Abstractions;
using VectorCare.TestKit;

namespace LocalDapr.Tests.PubSub.Local;

/// <summary>Whatever is published, acknowledged, refused, crashed and started again in between: every accepted event reaches every group.</summary>
public sealed class JournalCrashTests
{
    private static readonly Dictionary<string, string> None = [];
    private static readonly LocalOptions Options = LocalOptions.Read(new ComponentSpec("pubsub", "pubsub.local", "v1", new Dictionary<string, string> { ["redeliverInterval"] = "1ms", ["maxDeliveries"] = "1000" }, "test"));

    private enum Step
    {
        Publish,
        PublishKeyed,
        Crash,
        Restart,
        SecondGroup,
    }

    [Fact]
    public Task AnyInterleaving_LosesNothing()
    {
        var steps = Gen.Select(Gen.Enum<Step>(), Gen.Int[1, 40]).Array[1, 12];
        return Gen.Select(steps, Gen.Int[0, 100]).SampleAsync(async (plan, failing) => await RunAsync(plan, failing), iter: 40, threads: 1);
    }

    private static async Task RunAsync((Step Step, int Count)[] plan, int failing)
    {
        using var folder = new TemporaryFolder();
        await using var run = new Run(folder.At("pubsub.db"), failing);
        await run.StartAsync();
        foreach (var (step, count) in plan)
        {
            switch (step)
            {
                case Step.Publish:
                    await run.PublishAsync(count, keyed: false);
                    break;
                case Step.PublishKeyed:
                    await run.PublishAsync(count, keyed: true);
                    break;
                case Step.Crash:
                    await run.CrashAsync();
                    await run.StartAsync();
                    break;
                case Step.Restart:
                    await run.StopAsync();
                    await run.StartAsync();
                    break;
                case Step.SecondGroup:
                    await run.JoinAsync("b");
                    break;
            }
        }

        await run.WaitForAllAsync();
    }

    private sealed class Run(string path, int failing) : IAsyncDisposable
    {
        // The pause before a repetition doubles each time: a dozen refusals of one event are eight seconds.
        private const int MostRefusals = 6;
        private readonly ConcurrentDictionary<(string Group, string Event), bool> _taken = new();
        private readonly Dictionary<(string Group, string Event), int> _refused = [];
        private readonly ConcurrentDictionary<(string Group, string Key), int> _last = new();
        private readonly List<(string Group, string Event)> _owed = [];
        private readonly HashSet<string> _groups = ["a"];
        private readonly ConcurrentQueue<string> _outOfOrder = new();
        private readonly Random _random = new(failing);
        private List<IAsyncDisposable> _consumers = [];
        private Journal? _journal;
        private int _published;

        public async Task StartAsync()
        {
            _journal = new Journal(path, TimeProvider.System, NullLogger.Instance);
            foreach (var group in _groups.Order())
                await SubscribeAsync(group);
        }

        public async Task JoinAsync(string group)
        {
            if (_groups.Add(group))
                await SubscribeAsync(group);
        }

        public async Task PublishAsync(int count, bool keyed)
        {
            var texts = Enumerable.Range(0, count).Select(_ => $"{Interlocked.Increment(ref _published)}").ToArray();
            IReadOnlyDictionary<string, string> metadata = keyed ? new Dictionary<string, string> { ["partitionKey"] = "k" } : None;
            await _journal!.AppendAsync("t", [.. texts.Select(t => new PubSubEvent(Encoding.UTF8.GetBytes(t), metadata))]);
            _owed.AddRange(from g in _groups from t in texts select (g, t));
        }

        public async Task CrashAsync()
        {
            // Deliveries under way go on for a while, as those of a killed host do at the application.
            await _journal!.AbandonAsync();
            await Task.WhenAll(_consumers.ConvertAll(c => c.DisposeAsync().AsTask()));
            _consumers = [];
        }

        public async Task StopAsync()
        {
            await Task.WhenAll(_consumers.ConvertAll(c => c.DisposeAsync().AsTask()));
            _consumers = [];
            await _journal!.DisposeAsync();
        }

        public async Task WaitForAllAsync()
        {
            for (var i = 0; i < 4000 && !_owed.TrueForAll(_taken.ContainsKey); i++)
                await Task.Delay(VirtualTime.Grain, TimeProvider.System);
            Assert.DoesNotContain(_owed, o => !_taken.ContainsKey(o));
            Assert.Empty(_outOfOrder);
        }

        public async ValueTask DisposeAsync() => await StopAsync();

        private async Task SubscribeAsync(string group)
        {
            var handler = new RecordingHandler
            {
                Answer = async (delivery, _) =>
                {
                    await Task.Yield();
                    var delivered = (group, RecordingHandler.Text(delivery));
                    lock (_random)
                    {
                        var refusals = _refused.GetValueOrDefault(delivered);
                        if (refusals < MostRefusals && _random.Next(100) < failing / 2)
                        {
                            _refused[delivered] = refusals + 1;
                            return DeliveryResult.Failed;
                        }
                    }

                    Take(group, delivery);
                    return DeliveryResult.Acknowledged;
                },
            };
            _consumers.Add(await new LocalPubSub("pubsub", group, Options, _journal!).SubscribeAsync(new SubscribeRequest("t", None, null, null), handler, default));
        }

        // Events of a key come in their order, apart from repetitions after a crash.
        private void Take(string group, Delivery delivery)
        {
            var text = RecordingHandler.Text(delivery);
            var isNew = _taken.TryAdd((group, text), true);
            if (!isNew || !delivery.Event.Metadata.TryGetValue("partitionKey", out var key))
                return;
            var number = int.Parse(text);
            if (_last.GetValueOrDefault((group, key)) >= number)
                _outOfOrder.Enqueue($"{text} came after {_last.GetValueOrDefault((group, key))}");
            _last[(group, key)] = number;
        }
    }
}
