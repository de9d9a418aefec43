using System.IO.Hashing;
using VectorCare.Contracts.Messages;

namespace VectorCare.Scheduler.Membership;

/// <summary>A patient as the scheduler holds it.</summary>
internal readonly record struct Member(PollTarget Target, DateTimeOffset From, bool Paused)
{
    public bool IsDue(DateTimeOffset due) => !Paused && From <= due;
}

/// <summary>The members of one slot at one version, by vendor and within a vendor in a fixed hash order.</summary>
internal sealed class SlotMembers
{
    public SlotMembers(int slot, long version, string hash, IEnumerable<SlotMember> members)
    {
        Slot = slot;
        Version = version;
        Hash = hash;
        ByVendor = members
            .GroupBy(m => m.Vendor)
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => (string.Intern(g.Key), g.Select(m => (Order: Order(m.Patient), Member: m))
                .OrderBy(m => m.Order).ThenBy(m => m.Member.Patient)
                .Select(m => new Member(new PollTarget(m.Member.Patient, string.Intern(m.Member.Clinic), m.Member.PortalRef), m.Member.From, m.Member.Paused))
                .ToArray()))
            .ToArray();
    }

    public static SlotMembers Empty(int slot) => new(slot, 0, string.Empty, []);

    public int Slot { get; }

    public long Version { get; }

    public string Hash { get; }

    public IReadOnlyList<(string Vendor, Member[] Members)> ByVendor { get; }

    public int Count => ByVendor.Sum(v => v.Members.Length);

    public int CountDue(DateTimeOffset due)
    {
        var count = 0;
        foreach (var (_, members) in ByVendor)
        {
            foreach (var member in members)
                count += member.IsDue(due) ? 1 : 0;
        }

        return count;
    }

    private static ulong Order(Guid patient)
    {
        Span<byte> bytes = stackalloc byte[16];
        patient.TryWriteBytes(bytes);
        return XxHash64.HashToUInt64(bytes);
    }
}
