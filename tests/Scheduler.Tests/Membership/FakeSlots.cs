using VectorCare.Contracts;
using VectorCare.Contracts.Messages;
using VectorCare.Scheduler.Membership;

namespace VectorCare.Scheduler.Tests.Membership;

/// <summary>What the registry wrote, in memory.</summary>
internal sealed class FakeSlots : ISlotReader
{
    private readonly Dictionary<int, SlotDocument> _documents = [];

    public int Reads { get; private set; }

    public SlotVersion Write(int slot, long version, params SlotMember[] members)
    {
        _documents[slot] = new SlotDocument(1, Slots.Algorithm, slot, version, $"h{version}", members);
        return Version(slot);
    }

    public SlotVersion Version(int slot) => new(1, slot, _documents[slot].Version, _documents[slot].Hash);

    public Task<SlotIndex> ReadIndexAsync(CancellationToken cancellationToken) => Task.FromResult(new SlotIndex(1, [.. _documents.Keys.Select(Version)]));

    public Task<SlotDocument?> ReadSlotAsync(int slot, CancellationToken cancellationToken)
    {
        Reads++;
        return Task.FromResult(_documents.GetValueOrDefault(slot));
    }
}
