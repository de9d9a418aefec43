using System.Collections.Concurrent;
using System.Text.Json;
using VectorCare.Contracts;
using VectorCare.Contracts.Messages;
using VectorCare.Registry.Members;

namespace VectorCare.Registry.Tests.Members;

/// <summary>First-write state in memory. Faults: a write that fails before, or after it happened; a competitor who writes first.</summary>
internal sealed class FakeSlotStore : ISlotStore
{
    private readonly ConcurrentDictionary<string, (byte[] Json, string ETag)> _items = new();
    private int _etags;

    public int SlotWrites { get; private set; }

    public Queue<Action> BeforeWrite { get; } = new();

    public Queue<Action> AfterWrite { get; } = new();

    public Task<(SlotDocument? Document, string ETag)> ReadSlotAsync(int slot, CancellationToken cancellationToken) =>
        Task.FromResult(_items.TryGetValue(SlotDocument.Key(slot), out var item)
            ? (JsonSerializer.Deserialize(item.Json, ContractsJson.Default.SlotDocument), item.ETag)
            : (null, string.Empty));

    public Task<(SlotIndex? Index, string ETag)> ReadIndexAsync(CancellationToken cancellationToken) =>
        Task.FromResult(_items.TryGetValue(SlotIndex.Key, out var item)
            ? (JsonSerializer.Deserialize(item.Json, ContractsJson.Default.SlotIndex), item.ETag)
            : (null, string.Empty));

    public Task<bool> TryWriteSlotAsync(SlotDocument document, string etag, CancellationToken cancellationToken)
    {
        lock (_items)
        {
            Run(BeforeWrite);
            var written = Write(SlotDocument.Key(document.Slot), JsonSerializer.SerializeToUtf8Bytes(document, ContractsJson.Default.SlotDocument), etag);
            SlotWrites += written ? 1 : 0;
            Run(AfterWrite);
            return Task.FromResult(written);
        }
    }

    public Task<bool> TryWriteIndexAsync(SlotIndex index, string etag, CancellationToken cancellationToken) =>
        Task.FromResult(Write(SlotIndex.Key, JsonSerializer.SerializeToUtf8Bytes(index, ContractsJson.Default.SlotIndex), etag));

    private static void Run(Queue<Action> faults)
    {
        if (faults.TryDequeue(out var fault))
            fault();
    }

    private bool Write(string key, byte[] json, string etag)
    {
        var next = (json, Interlocked.Increment(ref _etags).ToString());
        return etag.Length == 0
            ? _items.TryAdd(key, next)
            : _items.TryGetValue(key, out var known) && known.ETag == etag && _items.TryUpdate(key, next, known);
    }
}
