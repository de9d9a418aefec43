using System.Text.Json;
using Dapr.Client;
using VectorCare.Contracts;
using VectorCare.Contracts.Messages;

namespace VectorCare.Scheduler.Membership;

/// <summary>Reads what the registry wrote.</summary>
internal interface ISlotReader
{
    Task<SlotIndex> ReadIndexAsync(CancellationToken cancellationToken);

    Task<SlotDocument?> ReadSlotAsync(int slot, CancellationToken cancellationToken);
}

/// <inheritdoc />
internal sealed class DaprSlotReader(DaprClient dapr) : ISlotReader
{
    public async Task<SlotIndex> ReadIndexAsync(CancellationToken cancellationToken)
    {
        var bytes = await dapr.GetByteStateAsync(ComponentNames.SlotStore, SlotIndex.Key, cancellationToken: cancellationToken);
        return bytes.Length == 0 ? new SlotIndex(1, []) : JsonSerializer.Deserialize(bytes.Span, ContractsJson.Default.SlotIndex)!;
    }

    public async Task<SlotDocument?> ReadSlotAsync(int slot, CancellationToken cancellationToken)
    {
        var bytes = await dapr.GetByteStateAsync(ComponentNames.SlotStore, SlotDocument.Key(slot), cancellationToken: cancellationToken);
        return bytes.Length == 0 ? null : JsonSerializer.Deserialize(bytes.Span, ContractsJson.Default.SlotDocument);
    }
}
