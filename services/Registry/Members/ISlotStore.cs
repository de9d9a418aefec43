using System.Text.Json;
using Dapr.Client;
using VectorCare.Contracts;
using VectorCare.Contracts.Messages;

namespace VectorCare.Registry.Members;

/// <summary>First-write state of slot documents and their index. A write that throws may or may not have happened: the caller reads again.</summary>
internal interface ISlotStore
{
    Task<(SlotDocument? Document, string ETag)> ReadSlotAsync(int slot, CancellationToken cancellationToken);

    Task<bool> TryWriteSlotAsync(SlotDocument document, string etag, CancellationToken cancellationToken);

    Task<(SlotIndex? Index, string ETag)> ReadIndexAsync(CancellationToken cancellationToken);

    Task<bool> TryWriteIndexAsync(SlotIndex index, string etag, CancellationToken cancellationToken);
}

/// <inheritdoc />
internal sealed class DaprSlotStore(DaprClient dapr) : ISlotStore
{
    private static readonly StateOptions FirstWrite = new() { Concurrency = ConcurrencyMode.FirstWrite };

    public async Task<(SlotDocument? Document, string ETag)> ReadSlotAsync(int slot, CancellationToken cancellationToken)
    {
        var (bytes, etag) = await dapr.GetByteStateAndETagAsync(ComponentNames.SlotStore, SlotDocument.Key(slot), cancellationToken: cancellationToken);
        return (bytes.Length == 0 ? null : JsonSerializer.Deserialize(bytes.Span, ContractsJson.Default.SlotDocument), etag);
    }

    public async Task<(SlotIndex? Index, string ETag)> ReadIndexAsync(CancellationToken cancellationToken)
    {
        var (bytes, etag) = await dapr.GetByteStateAndETagAsync(ComponentNames.SlotStore, SlotIndex.Key, cancellationToken: cancellationToken);
        return (bytes.Length == 0 ? null : JsonSerializer.Deserialize(bytes.Span, ContractsJson.Default.SlotIndex), etag);
    }

    public Task<bool> TryWriteSlotAsync(SlotDocument document, string etag, CancellationToken cancellationToken) =>
        TryWriteAsync(SlotDocument.Key(document.Slot), JsonSerializer.SerializeToUtf8Bytes(document, ContractsJson.Default.SlotDocument), etag, cancellationToken);

    public Task<bool> TryWriteIndexAsync(SlotIndex index, string etag, CancellationToken cancellationToken) =>
        TryWriteAsync(SlotIndex.Key, JsonSerializer.SerializeToUtf8Bytes(index, ContractsJson.Default.SlotIndex), etag, cancellationToken);

    private async Task<bool> TryWriteAsync(string key, byte[] bytes, string etag, CancellationToken cancellationToken)
    {
        if (!string.IsNullOrEmpty(etag))
            return await dapr.TrySaveByteStateAsync(ComponentNames.SlotStore, key, bytes, etag, FirstWrite, cancellationToken: cancellationToken);
        await dapr.SaveByteStateAsync(ComponentNames.SlotStore, key, bytes, FirstWrite, cancellationToken: cancellationToken);
        return true;
    }
}
