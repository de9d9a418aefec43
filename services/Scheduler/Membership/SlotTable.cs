using VectorCare.Contracts;
using VectorCare.Scheduler.Summary;

namespace VectorCare.Scheduler.Membership;

/// <summary>What this replica knows of all slots. Readers take a slot as a whole; only newer versions replace it.</summary>
internal sealed class SlotTable(DueLedger ledger)
{
    private readonly SlotMembers[] _slots = [.. Enumerable.Range(0, Slots.Count).Select(SlotMembers.Empty)];
    private readonly Lock _gate = new();

    public SlotMembers this[int slot] => Volatile.Read(ref _slots[slot]);

    public int Patients => _slots.Sum(s => s.Count);

    public void Replace(SlotMembers members)
    {
        lock (_gate)
        {
            var known = _slots[members.Slot];
            if (members.Version <= known.Version)
                return;
            ledger.Change(known, members);
            Volatile.Write(ref _slots[members.Slot], members);
        }
    }
}
