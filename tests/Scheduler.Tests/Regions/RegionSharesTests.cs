using VectorCare.Contracts;
using VectorCare.Contracts.Messages;
using VectorCare.Scheduler.Batches;
using VectorCare.Scheduler.Regions;
using VectorCare.Scheduler.Ticks;

namespace VectorCare.Scheduler.Tests.Regions;

public sealed class RegionSharesTests
{
    private const int Slot = 42;
    private static readonly DateTimeOffset Due = Slots.Due(5_900_000, Slot);
    private static readonly RegionOptions East = new() { Own = "us-east", All = ["us-east", "us-west"] };
    private readonly TestScheduler _east = new(Due, [Member(1, "us-east"), Member(2, "us-west"), Member(3, null)], East, Slot);

    [Fact]
    public async Task HandleAsync_WithoutAnyLease_PublishesNobody()
    {
        await _east.Ticks.HandleAsync(TickJobs.Name(Slot), CancellationToken.None);

        Assert.Empty(_east.Published);
        Assert.Equal(3, _east.Metrics.Count(SlotResult.Elsewhere));
    }

    [Fact]
    public async Task HandleAsync_WithTheOwnLease_PublishesTheOwnPatientsAndThoseOfNoRegion()
    {
        Lease("us-east", "us-east", Due.AddSeconds(-100), Due.AddSeconds(10));
        Lease("us-west", "us-west", Due.AddSeconds(-100), Due.AddSeconds(10));

        await _east.Ticks.HandleAsync(TickJobs.Name(Slot), CancellationToken.None);

        Assert.Equal(["r1", "r3"], Polled());
        Assert.Equal(2, _east.Published.DistinctBy(b => b.BatchId).Count());
    }

    [Theory]
    [InlineData(0, 0, false)]
    [InlineData(0, 1, true)]
    [InlineData(1, 60, false)]
    public async Task HandleAsync_AtTheEdgesOfALease_CountsTheDueInstantAlone(int from, int until, bool published)
    {
        Lease("us-east", "us-east", Due.AddSeconds(from), Due.AddSeconds(until));

        await _east.Ticks.HandleAsync(TickJobs.Name(Slot), CancellationToken.None);

        Assert.Equal(published ? ["r1", "r3"] : [], Polled());
    }

    [Fact]
    public async Task RoundAsync_LeaseTakenAfterTheTick_PublishesTheOtherRegionsPatientsInTheSameCycle()
    {
        Lease("us-east", "us-east", Due.AddSeconds(-100), Due.AddSeconds(60));
        await _east.Ticks.HandleAsync(TickJobs.Name(Slot), CancellationToken.None);
        _east.Clock.Advance(TimeSpan.FromSeconds(20));
        Lease("us-west", "us-east", Due.AddSeconds(-1), Due.AddSeconds(60));

        await _east.Watchdog.RoundAsync(CancellationToken.None);
        await _east.Watchdog.RoundAsync(CancellationToken.None);

        Assert.Equal(["r1", "r2", "r3"], Polled());
    }

    [Fact]
    public async Task HandleAsync_PatientsTakenOver_SayFromWhenOnTheirTransmissionsAreNews()
    {
        var late = Member(4, "us-west") with { From = Due.AddSeconds(-50) };
        var east = new TestScheduler(Due, [Member(1, "us-east"), Member(2, "us-west"), late], East, Slot);
        east.Leases.Accept(new Lease("us-east", "us-east", 1, DateTimeOffset.UnixEpoch, Due.AddSeconds(10)));
        east.Leases.Accept(new Lease("us-west", "us-east", 2, Due.AddSeconds(-100), Due.AddSeconds(10)));

        await east.Ticks.HandleAsync(TickJobs.Name(Slot), CancellationToken.None);

        Assert.Equal(
            [("r1", null), ("r2", Due.AddSeconds(-100 - 60 - 600)), ("r4", null)],
            east.Published.SelectMany(b => b.Polls).Select(p => (p.PortalRef, p.NewFrom)).OrderBy(p => p.PortalRef, StringComparer.Ordinal));
    }

    [Fact]
    public void Covers_AfterHandingOver_KeepsWhatIsDueBeforeTheNextEpoch()
    {
        var lease = new Lease("us-east", "us-east", 1, Due, Due.AddSeconds(60)).PassTo("us-west", Due.AddSeconds(120));

        Assert.True(lease.Covers("us-east", Due.AddSeconds(59)));
        Assert.False(lease.Covers("us-west", Due.AddSeconds(59)));
        Assert.True(lease.Covers("us-west", Due.AddSeconds(60)));
        Assert.False(lease.Covers("us-east", Due.AddSeconds(60)));
    }

    [Fact]
    public void Validate_ContradictingSettings_NamesEachOfThem()
    {
        var options = new RegionOptions { Own = "us-esat", All = ["us-east", "us-east"], TtlSeconds = 240, RenewSeconds = 60, TakeAfterSeconds = 60 };

        var errors = options.Validate(null!).Select(e => e.ErrorMessage!).ToList();

        Assert.Contains("Scheduler:Regions:Own is 'us-esat', which is not in Scheduler:Regions:All (us-east, us-east).", errors);
        Assert.Contains("Scheduler:Regions:All has a region twice.", errors);
        Assert.Contains(errors, e => e.Contains("a cycle of 300 s or more", StringComparison.Ordinal));
        Assert.Contains(new RegionOptions { TtlSeconds = 20, RenewSeconds = 10 }.Validate(null!), e => e.ErrorMessage!.Contains("more than a third", StringComparison.Ordinal));
        Assert.Empty(East.Validate(null!));
    }

    private void Lease(string home, string owner, DateTimeOffset from, DateTimeOffset until) => _east.Leases.Accept(new Lease(home, owner, 2, from, until));

    private IEnumerable<string> Polled() => _east.Published.SelectMany(b => b.Polls.Select(p => p.PortalRef)).Order(StringComparer.Ordinal);

    private static SlotMember Member(int i, string? region) => new(new Guid(i, 0, 0, new byte[8]), "clinic-01", "aurora", $"r{i}", DateTimeOffset.UnixEpoch, Paused: false, region);
}
