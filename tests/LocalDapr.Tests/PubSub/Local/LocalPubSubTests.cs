using System.Text;
using LocalDapr.PubSub;
using LocalDapr.PubSub.Local;
using LocalDapr.Resources;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using VectorCare.TestKit;

namespace LocalDapr.Tests.PubSub.Local;

public sealed class LocalPubSubTests : IAsyncDisposable
{
    private static readonly Dictionary<string, string> None = [];
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _clock = new();
    private readonly LocalOptions _options = Options();
    private Journal _journal;

    public LocalPubSubTests() => _journal = Open();

    public async ValueTask DisposeAsync()
    {
        await _journal.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Publish_TwoApps_EachGetsTheEvent()
    {
        var (first, second) = (new RecordingHandler(), new RecordingHandler());
        await using var a = await SubscribeAsync("a", first);
        await using var b = await SubscribeAsync("b", second);
        await PublishAsync("hello");
        Assert.Equal("hello", await first.NextAsync());
        Assert.Equal("hello", await second.NextAsync());
    }

    [Fact]
    public async Task Publish_TwoConsumersOfOneApp_EachEventGoesToOne()
    {
        var (first, second) = (new RecordingHandler(), new RecordingHandler());
        await using var a = await SubscribeAsync("a", first);
        await using var b = await SubscribeAsync("a", second);
        var all = Enumerable.Range(0, 200).Select(i => $"{i}").ToArray();
        await PublishAsync(all);
        await WaitUntilAsync(() => first.All.Count + second.All.Count >= 200);
        Assert.Equal(all.Order(), first.All.Concat(second.All).Order());
    }

    [Fact]
    public async Task Publish_WithoutSubscriber_IsNotKept()
    {
        await PublishAsync("lost");
        var handler = new RecordingHandler();
        await using var a = await SubscribeAsync("a", handler);
        await PublishAsync("first");
        Assert.Equal("first", await handler.NextAsync());
    }

    [Fact]
    public async Task Publish_ConcurrencyOfFour_FourAreUnderWay()
    {
        var (running, most) = (0, 0);
        var go = new TaskCompletionSource();
        var handler = new RecordingHandler
        {
            Answer = async (_, _) =>
            {
                InterlockedMax(ref most, Interlocked.Increment(ref running));
                await go.Task;
                Interlocked.Decrement(ref running);
                return DeliveryResult.Acknowledged;
            },
        };
        await using var a = await SubscribeAsync("a", handler, Options(concurrency: "4"));
        await PublishAsync([.. Enumerable.Range(0, 40).Select(i => $"{i}")]);
        await WaitUntilAsync(() => Volatile.Read(ref running) == 4);
        go.SetResult();
        await handler.NextAsync(40);
        Assert.Equal(4, most);
    }

    [Fact]
    public async Task Publish_SameKey_OneAfterAnotherInOrder()
    {
        var underWay = new Dictionary<string, int>();
        var overlap = false;
        var handler = new RecordingHandler
        {
            Answer = async (delivery, _) =>
            {
                var key = delivery.Event.Metadata["partitionKey"];
                lock (underWay)
                {
                    overlap |= underWay.TryGetValue(key, out var n) && n > 0;
                    underWay[key] = 1;
                }

                await Task.Yield();
                lock (underWay)
                    underWay[key] = 0;
                return DeliveryResult.Acknowledged;
            },
        };
        await using var a = await SubscribeAsync("a", handler);
        await PublishKeyedAsync(Enumerable.Range(0, 300).Select(i => ($"k{i % 3}", $"k{i % 3}:{i}")));
        await handler.NextAsync(300);
        Assert.False(overlap);
        foreach (var key in (string[])["k0", "k1", "k2"])
        {
            var numbers = handler.All.Where(t => t.StartsWith(key, StringComparison.Ordinal)).Select(t => int.Parse(t.Split(':')[1])).ToList();
            Assert.Equal(numbers.Order(), numbers);
        }
    }

    [Fact]
    public async Task Delivery_FailsOfKey_LaterEventsOfTheKeyWait()
    {
        var failed = false;
        var handler = new RecordingHandler
        {
            Answer = (d, _) =>
            {
                if (RecordingHandler.Text(d) != "k1" || failed)
                    return Task.FromResult(DeliveryResult.Acknowledged);
                failed = true;
                return Task.FromResult(DeliveryResult.Failed);
            },
        };
        await using var a = await SubscribeAsync("a", handler);
        await PublishKeyedAsync([("k", "k1"), ("k", "k2"), ("other", "o1")]);
        Assert.Equal(["k1", "o1"], (await handler.NextAsync(2)).Order());
        Assert.DoesNotContain("k2", handler.All);
        Assert.Equal(["k1", "k2"], await AdvanceUntilAsync(handler, 2));
    }

    [Fact]
    public async Task Delivery_FailsAlways_IsRepeatedWithBackOffThenDropped()
    {
        var times = new List<DateTimeOffset>();
        var handler = new RecordingHandler
        {
            Answer = (_, _) =>
            {
                lock (times)
                    times.Add(_clock.GetUtcNow());
                return Task.FromResult(DeliveryResult.Failed);
            },
        };
        await using var a = await SubscribeAsync("a", handler, Options(maxDeliveries: "4"));
        await PublishAsync("bad");
        await handler.NextAsync();
        await AdvanceUntilAsync(handler, 3);
        await PublishAsync("next");
        Assert.Equal("next", await handler.NextAsync());
        Assert.Equal([1, 2, 4], times.Take(4).Zip(times.Skip(1)).Take(3).Select(p => (int)Math.Round((p.Second - p.First).TotalSeconds)));
    }

    [Fact]
    public async Task Delivery_LastOne_CannotBeRedelivered()
    {
        var redeliver = new List<bool>();
        var handler = new RecordingHandler
        {
            Answer = (d, _) =>
            {
                redeliver.Add(d.CanRedeliver);
                return Task.FromResult(DeliveryResult.Failed);
            },
        };
        await using var a = await SubscribeAsync("a", handler, Options(maxDeliveries: "2"));
        await PublishAsync("bad");
        await handler.NextAsync();
        await AdvanceUntilAsync(handler, 1);
        Assert.Equal([true, false], redeliver);
    }

    [Fact]
    public async Task Delivery_AppDown_CountsAsNoFailure()
    {
        var down = 0;
        var handler = new RecordingHandler { Answer = (_, _) => Task.FromResult(down++ < 8 ? DeliveryResult.AppUnavailable : DeliveryResult.Acknowledged) };
        await using var a = await SubscribeAsync("a", handler, Options(maxDeliveries: "2"));
        await PublishAsync("patient");
        await handler.NextAsync();
        Assert.All(await AdvanceUntilAsync(handler, 8), text => Assert.Equal("patient", text));
        await PublishAsync("next");
        Assert.Equal("next", await handler.NextAsync());
    }

    [Fact]
    public async Task Bulk_FullBatch_ComesAtOnce()
    {
        var handler = new RecordingHandler();
        await using var a = await SubscribeAsync("a", handler, bulk: new BulkLimits(10, TimeSpan.FromSeconds(5)));
        await PublishAsync([.. Enumerable.Range(0, 20).Select(i => $"{i}")]);
        await handler.NextAsync(20);
        Assert.Equal([10, 10], handler.BatchSizes);
    }

    [Fact]
    public async Task Bulk_NotFull_ComesAfterTheWait()
    {
        var handler = new RecordingHandler();
        await using var a = await SubscribeAsync("a", handler, bulk: new BulkLimits(10, TimeSpan.FromSeconds(5)));
        await PublishAsync("1", "2", "3");
        await PublishAsync("4");
        Assert.Empty(handler.All);
        Assert.Equal(4, (await AdvanceUntilAsync(handler, 4)).Count);
        Assert.Equal([4], handler.BatchSizes);
    }

    [Fact]
    public async Task Restart_UnacknowledgedEvents_AreDeliveredAgain()
    {
        var never = new TaskCompletionSource<DeliveryResult>();
        var before = new RecordingHandler { Answer = (d, _) => RecordingHandler.Text(d) == "done" ? Task.FromResult(DeliveryResult.Acknowledged) : never.Task };
        await SubscribeAsync("a", before);
        await PublishAsync("done");
        await PublishAsync("open1", "open2");
        await before.NextAsync(3);
        await PublishAsync("flush");
        await before.NextAsync();
        await _journal.DisposeAsync();

        _journal = Open();
        var after = new RecordingHandler();
        await using var again = await SubscribeAsync("a", after);
        Assert.Equal(["flush", "open1", "open2"], (await after.NextAsync(3)).Order());
        await PublishAsync("new");
        Assert.Equal("new", await after.NextAsync());
        Assert.DoesNotContain("done", after.All);
    }

    [Fact]
    public async Task Restart_CopyOfTheFiles_HoldsEveryAcknowledgedPublish()
    {
        await (await SubscribeAsync("a", new RecordingHandler())).DisposeAsync();
        await PublishKeyedAsync([("k", "one"), ("k", "two")]);
        using var copy = new TemporaryFolder();
        foreach (var file in Directory.GetFiles(_folder.Path))
            File.Copy(file, copy.At(Path.GetFileName(file)));

        await using var journal = new Journal(copy.At("pubsub.db"), _clock, NullLogger.Instance);
        var handler = new RecordingHandler();
        await using var a = await new LocalPubSub("pubsub", "a", _options, journal).SubscribeAsync(new SubscribeRequest("t", None, null, null), handler, default);
        Assert.Equal(["one", "two"], await handler.NextAsync(2));
    }

    [Fact]
    public async Task Window_MoreEventsThanFit_AllArrive()
    {
        var go = new TaskCompletionSource();
        var handler = new RecordingHandler
        {
            Answer = async (_, _) =>
            {
                await go.Task;
                return DeliveryResult.Acknowledged;
            },
        };
        await using var a = await SubscribeAsync("a", handler);
        for (var batch = 0; batch < 40; batch++)
            await PublishAsync([.. Enumerable.Range(batch * 500, 500).Select(i => $"{i}")]);
        go.SetResult();
        var texts = await handler.NextAsync(20_000);
        Assert.Equal(20_000, texts.Distinct().Count());
    }

    [Fact]
    public async Task DeadLetterTopic_NoSubscriberYet_IsKeptForTheFirst()
    {
        await using var a = await SubscribeAsync("a", new RecordingHandler(), deadLetterTopic: "t-dead");
        await PublishToAsync("t-dead", "d1");
        await PublishToAsync("t-dead", "d2");
        var handler = new RecordingHandler();
        var reader = new LocalPubSub("pubsub-deadletter", "reader", _options, _journal);
        await using var b = await reader.SubscribeAsync(new SubscribeRequest("t-dead", None, null, null), handler, default);
        Assert.Equal(["d1", "d2"], (await handler.NextAsync(2)).Order());
    }

    private static LocalOptions Options(string? concurrency = null, string? maxDeliveries = null)
    {
        var metadata = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (concurrency is not null)
            metadata["concurrency"] = concurrency;
        if (maxDeliveries is not null)
            metadata["maxDeliveries"] = maxDeliveries;
        return LocalOptions.Read(new ComponentSpec("pubsub", "pubsub.local", "v1", metadata, "test"));
    }

    private Journal Open() => new(_folder.At("pubsub.db"), _clock, NullLogger.Instance);

    private Task<IAsyncDisposable> SubscribeAsync(string appId, IEventHandler handler, LocalOptions? options = null, BulkLimits? bulk = null, string? deadLetterTopic = null) =>
        new LocalPubSub("pubsub", appId, options ?? _options, _journal).SubscribeAsync(new SubscribeRequest("t", None, bulk, deadLetterTopic), handler, default);

    private Task PublishAsync(params string[] texts) => PublishToAsync("t", texts);

    private Task PublishToAsync(string topic, params string[] texts) =>
        _journal.AppendAsync(topic, [.. texts.Select(t => new PubSubEvent(Encoding.UTF8.GetBytes(t), None))]);

    private Task PublishKeyedAsync(IEnumerable<(string Key, string Text)> events) =>
        _journal.AppendAsync("t", [.. events.Select(e => new PubSubEvent(Encoding.UTF8.GetBytes(e.Text), new Dictionary<string, string> { ["partitionKey"] = e.Key }))]);

    // Moves the clock in small steps: a timer may be set by another thread after a step.
    private async Task<List<string>> AdvanceUntilAsync(RecordingHandler handler, int count)
    {
        var wanted = handler.NextAsync(count);
        while (await Task.WhenAny(wanted, Task.Delay(VirtualTime.Grain, TimeProvider.System)) != wanted)
            _clock.Advance(TimeSpan.FromMilliseconds(100));
        return await wanted;
    }

    private static async Task WaitUntilAsync(Func<bool> condition)
    {
        for (var i = 0; i < 2000 && !condition(); i++)
            await Task.Delay(VirtualTime.Grain, TimeProvider.System);
        Assert.True(condition());
    }

    private static void InterlockedMax(ref int target, int value)
    {
        int before;
        while ((before = Volatile.Read(ref target)) < value && Interlocked.CompareExchange(ref target, value, before) != before)
        {
        }
    }
}
