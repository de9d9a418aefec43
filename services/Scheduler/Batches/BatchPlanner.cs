using VectorCare.Contracts;
using VectorCare.Contracts.Messages;
using VectorCare.Scheduler.Membership;

namespace VectorCare.Scheduler.Batches;

/// <summary>Cuts a slot's due members into batches of one vendor each: same members, same batches, same ids.</summary>
internal static class BatchPlanner
{
    public static List<PollBatch> Plan(SlotMembers members, long cycle, int maxBatchSize, string? traceparent)
    {
        var due = Slots.Due(cycle, members.Slot);
        var batches = new List<PollBatch>();
        foreach (var (vendor, group) in members.ByVendor)
        {
            List<PollTarget>? polls = null;
            var number = 0;
            foreach (var member in group)
            {
                if (!member.IsDue(due))
                    continue;
                polls ??= new List<PollTarget>(maxBatchSize);
                polls.Add(member.Target);
                if (polls.Count < maxBatchSize)
                    continue;
                batches.Add(Batch(vendor, number++, polls));
                polls = null;
            }

            if (polls is not null)
                batches.Add(Batch(vendor, number, polls));
        }

        return batches;

        PollBatch Batch(string vendor, int number, List<PollTarget> polls) => new(
            1, $"{cycle}:{members.Slot}:{vendor}:{number}", cycle, members.Slot, vendor, due, Slots.Due(cycle + 1, members.Slot), traceparent, polls);
    }
}
