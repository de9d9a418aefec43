using VectorCare.Contracts;
using VectorCare.Scheduler.Membership;

namespace VectorCare.Scheduler.Summary;

/// <summary>Counts the polls that were due, by slot and cycle, from the membership alone: what ought to have been published, whether it was or not, and by whichever region.</summary>
/// <param name="clock">The service's clock.</param>
/// <param name="cycles">Cycles kept.</param>
internal sealed class DueLedger(TimeProvider clock, int cycles)
{
    private readonly Dictionary<long, int[]> _due = [];
    private readonly long[] _settled = new long[Slots.Count];
    private readonly Lock _gate = new();

    /// <summary>Replaces the members of a slot: up to now the old ones count, and new ones from their own instant on.</summary>
    public void Change(SlotMembers known, SlotMembers members)
    {
        var now = clock.GetUtcNow();
        lock (_gate)
        {
            Settle(known, now);
            var last = Slots.CycleAt(members.Slot, now);
            var before = known.Groups.SelectMany(v => v.Members).ToDictionary(m => m.Target.Patient);
            foreach (var member in members.Groups.SelectMany(v => v.Members))
            {
                if (member.Paused || (before.TryGetValue(member.Target.Patient, out var old) && !old.Paused && old.From <= member.From))
                    continue;
                var first = Math.Max(Slots.CycleAt(members.Slot, member.From - TimeSpan.FromMilliseconds(1)) + 1, last - cycles + 1);
                for (var cycle = first; cycle <= last; cycle++)
                    Row(cycle)[members.Slot]++;
            }

            _settled[members.Slot] = last;
        }
    }

    /// <summary>Polls due by cycle, with due instants from <paramref name="since"/> on and before <paramref name="until"/>.</summary>
    public SortedDictionary<long, long> Count(Func<int, SlotMembers> slots, DateTimeOffset since, DateTimeOffset until)
    {
        var now = clock.GetUtcNow();
        var counts = new SortedDictionary<long, long>();
        lock (_gate)
        {
            for (var slot = 0; slot < Slots.Count; slot++)
                Settle(slots(slot), now);
            foreach (var (cycle, row) in _due)
            {
                var sum = 0L;
                for (var slot = 0; slot < Slots.Count; slot++)
                {
                    var due = Slots.Due(cycle, slot);
                    sum += due >= since && due < until ? row[slot] : 0;
                }

                if (sum > 0)
                    counts[cycle] = sum;
            }
        }

        return counts;
    }

    private void Settle(SlotMembers members, DateTimeOffset now)
    {
        var last = Slots.CycleAt(members.Slot, now);
        var settled = _settled[members.Slot];
        if (members.Version > 0 && settled > 0)
        {
            for (var cycle = Math.Max(settled + 1, last - cycles + 1); cycle <= last; cycle++)
                Row(cycle)[members.Slot] += members.CountDue(Slots.Due(cycle, members.Slot));
        }

        _settled[members.Slot] = Math.Max(settled, last);
    }

    private int[] Row(long cycle)
    {
        if (_due.TryGetValue(cycle, out var row))
            return row;
        foreach (var old in _due.Keys.Where(c => c <= cycle - cycles).ToArray())
            _due.Remove(old);
        return _due[cycle] = new int[Slots.Count];
    }
}
