using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using VectorCare.Contracts;
using VectorCare.Contracts.Messages;
using VectorCare.Scheduler.Membership;
using VectorCare.Scheduler.Summary;
using VectorCare.TestKit;

namespace VectorCare.Scheduler.Tests.Membership;

public sealed class MembershipSyncTests
{
    private const int Slot = 42;
    private static readonly CancellationToken None = TestContext.Current.CancellationToken;
    private static readonly DateTimeOffset Due = Slots.Due(5_900_000, Slot);
    private readonly FakeSlots _slots = new();
    private readonly VirtualTime _time = new(Due.AddSeconds(-1));

    [Fact]
    public async Task CompareAsync_EveryReplicaThatHeardNothing_KnowsTheNewestVersions()
    {
        var (first, sync) = Replica();
        var (second, other) = Replica();
        _slots.Write(Slot, 3, Member(1), Member(2));
        await sync.CompareAsync(None);
        await other.CompareAsync(None);
        Assert.Equal((3, 2), (first[Slot].Version, first[Slot].Count));
        Assert.Equal((3, 2), (second[Slot].Version, second[Slot].Count));

        // What is known is not read again.
        var reads = _slots.Reads;
        await sync.CompareAsync(None);
        Assert.Equal(reads, _slots.Reads);
    }

    [Fact]
    public async Task ExecuteAsync_AnnouncementLost_IsMadeUpForWithinACycle()
    {
        var (table, sync) = Replica();
        await sync.StartAsync(None);
        await sync.Loaded;
        _slots.Write(Slot, 1, Member(1));
        await _time.UntilAsync(() => table[Slot].CountDue(Due) == 1, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(Slots.Count));
        await sync.StopAsync(None);
    }

    [Fact]
    public async Task RefreshAsync_AddedMovedPausedRemoved_IsInEffectAtTheNextDueInstant()
    {
        var (table, sync) = Replica();
        await sync.RefreshAsync(_slots.Write(Slot, 1, Member(1), Member(2), Member(3)), None);
        await sync.RefreshAsync(_slots.Write(Slot, 2, Member(1) with { Vendor = "borealis" }, Member(2) with { Paused = true }, Member(4) with { From = Due.AddSeconds(-0.5) }), None);
        Assert.Equal([("aurora", 4), ("borealis", 1)], DueMembers(table));
    }

    [Fact]
    public async Task RefreshAsync_OlderAnnouncementAfterANewerOne_ChangesNothing()
    {
        var (table, sync) = Replica();
        await sync.RefreshAsync(_slots.Write(Slot, 7, Member(1)), None);
        await sync.RefreshAsync(_slots.Write(Slot, 6, Member(1), Member(2)), None);
        Assert.Equal((7, 1), (table[Slot].Version, table[Slot].Count));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(300)]
    public async Task RefreshAsync_UnknownSlot_IsPassedOver(int slot)
    {
        var (_, sync) = Replica();
        await sync.RefreshAsync(new SlotVersion(1, slot, 1, "h"), None);
        Assert.Equal(0, _slots.Reads);
    }

    internal static SlotMember Member(int number) => new(new Guid(number, 0, 0, new byte[8]), "clinic-01", "aurora", $"r{number}", DateTimeOffset.UnixEpoch, Paused: false);

    private (SlotTable Table, MembershipSync Sync) Replica()
    {
        var table = new SlotTable(new DueLedger(_time.Clock, 300));
        return (table, new MembershipSync(_slots, table, _time.Clock, Options.Create(new SchedulerOptions()), NullLogger<MembershipSync>.Instance));
    }

    private static IEnumerable<(string Vendor, int Number)> DueMembers(SlotTable table) =>
        table[Slot].Groups.SelectMany(v => v.Members.Where(m => m.IsDue(Due)).Select(m => (v.Vendor, int.Parse(m.Target.PortalRef.AsSpan(1)))));
}
