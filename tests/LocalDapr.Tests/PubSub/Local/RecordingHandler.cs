using System.Collections.Concurrent;
using System.Text;
using System.Threading.Channels;
using LocalDapr.PubSub;

namespace LocalDapr.Tests.PubSub.Local;

/// <summary>A subscriber for tests: keeps what it is given and answers as told.</summary>
internal sealed class RecordingHandler : IEventHandler
{
    private readonly Channel<string> _given = Channel.CreateUnbounded<string>();

    public ConcurrentQueue<string> All { get; } = new();

    public Func<Delivery, CancellationToken, Task<DeliveryResult>> Answer { get; set; } = (_, _) => Task.FromResult(DeliveryResult.Acknowledged);

    public List<int> BatchSizes { get; } = [];

    public async Task<DeliveryResult> HandleAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        var text = Text(delivery);
        All.Enqueue(text);
        _given.Writer.TryWrite(text);
        return await Answer(delivery, cancellationToken);
    }

    public async Task<IReadOnlyList<DeliveryResult>> HandleBulkAsync(IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken)
    {
        lock (BatchSizes)
            BatchSizes.Add(deliveries.Count);
        var results = new List<DeliveryResult>();
        foreach (var delivery in deliveries)
            results.Add(await HandleAsync(delivery, cancellationToken));
        return results;
    }

    public async Task<string> NextAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        return await _given.Reader.ReadAsync(limit.Token);
    }

    public async Task<List<string>> NextAsync(int count)
    {
        var texts = new List<string>(count);
        while (texts.Count < count)
            texts.Add(await NextAsync());
        return texts;
    }

    public static string Text(Delivery delivery) => Encoding.UTF8.GetString(delivery.Event.Data);
}
