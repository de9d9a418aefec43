using System.IO.Hashing;
using VectorCare.Contracts.Messages;

namespace VectorCare.Scheduler.Membership;

/// <summary>A patient as the scheduler holds it.</summary>
internal readonly record struct Member(PollTarget Target, DateTimeOffset From, bool Paused)
{
    public bool IsDue(DateTimeOffset due) => !Paused && From <= due;
}

/// <summary>Patients of one slot, vendor and home region, in a fixed hash order.</summary>
/// <param name="Home">Home region; empty for patients registered without one.</param>
/// <param name="Vendor">Vendor id.</param>
/// <param name="Members">The patients.</param>
internal sealed record MemberGroup(string Home, string Vendor, Member[] Members);

/// <summary>What is claimed and published as one: a slot's patients of one home region.</summary>
internal readonly record struct SlotShare(int Slot, string Home);

/// <summary>The members of one slot at one version, by home region and vendor.</summary>
internal sealed class SlotMembers
{
    public SlotMembers(int slot, long version, string hash, IEnumerable<SlotMember> members)
    {
        Slot = slot;
        Version = version;
        Hash = hash;
        Groups =
        [
            .. members
                .GroupBy(m => (Home: m.Region ?? string.Empty, m.Vendor))
                .OrderBy(g => g.Key.Home, StringComparer.Ordinal).ThenBy(g => g.Key.Vendor, StringComparer.Ordinal)
                .Select(g => new MemberGroup(string.Intern(g.Key.Home), string.Intern(g.Key.Vendor), [.. g.Select(m => (Order: Order(m.Patient), Member: m))
                    .OrderBy(m => m.Order).ThenBy(m => m.Member.Patient)
                    .Select(m => new Member(new PollTarget(m.Member.Patient, string.Intern(m.Member.Clinic), m.Member.PortalRef), m.Member.From, m.Member.Paused))])),
        ];
        Shares = [.. Groups.Select(g => new SlotShare(slot, g.Home)).Distinct()];
    }

    public static SlotMembers Empty(int slot) => new(slot, 0, string.Empty, []);

    public int Slot { get; }

    public long Version { get; }

    public string Hash { get; }

    public IReadOnlyList<MemberGroup> Groups { get; }

    public IReadOnlyList<SlotShare> Shares { get; }

    public int Count => Groups.Sum(g => g.Members.Length);

    public IEnumerable<MemberGroup> Of(SlotShare share) => Groups.Where(g => g.Home == share.Home);

    public int CountDue(DateTimeOffset due) => Groups.Sum(g => CountDue(g, due));

    public int CountDue(SlotShare share, DateTimeOffset due) => Of(share).Sum(g => CountDue(g, due));

    private static int CountDue(MemberGroup group, DateTimeOffset due) => group.Members.Count(m => m.IsDue(due));

    private static ulong Order(Guid patient)
    {
        Span<byte> bytes = stackalloc byte[16];
        patient.TryWriteBytes(bytes);
        return XxHash64.HashToUInt64(bytes);
    }
}
