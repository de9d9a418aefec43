using VectorCare.Contracts;
using VectorCare.Contracts.Messages;
using VectorCare.Scheduler.Membership;

namespace VectorCare.Scheduler.Batches;

/// <summary>Cuts the due members of a slot and home region into batches of one vendor each: same members, same batches, same ids.</summary>
internal static class BatchPlanner
{
    public static List<PollBatch> Plan(SlotMembers members, SlotShare share, long cycle, int maxBatchSize, string? traceparent, (DateTimeOffset Began, DateTimeOffset NewFrom)? takenOver = null)
    {
        var due = Slots.Due(cycle, members.Slot);
        var batches = new List<PollBatch>();
        foreach (var group in members.Of(share))
        {
            List<PollTarget>? polls = null;
            var number = 0;
            foreach (var member in group.Members)
            {
                if (!member.IsDue(due))
                    continue;
                polls ??= new List<PollTarget>(maxBatchSize);
                // Who was registered afterwards is new to every region.
                polls.Add(takenOver is { } taken && member.From < taken.Began ? member.Target with { NewFrom = taken.NewFrom } : member.Target);
                if (polls.Count < maxBatchSize)
                    continue;
                batches.Add(Batch(group, number++, polls));
                polls = null;
            }

            if (polls is not null)
                batches.Add(Batch(group, number, polls));
        }

        return batches;

        PollBatch Batch(MemberGroup group, int number, List<PollTarget> polls) => new(
            1, $"{cycle}:{members.Slot}:{group.Vendor}:{number}{(group.Home.Length == 0 ? string.Empty : ":" + group.Home)}", cycle, members.Slot, group.Vendor, due, Slots.Due(cycle + 1, members.Slot), traceparent, polls);
    }
}
