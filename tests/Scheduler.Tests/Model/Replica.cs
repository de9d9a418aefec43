using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using VectorCare.Contracts.Messages;
using VectorCare.Scheduler.Batches;
using VectorCare.Scheduler.Claims;
using VectorCare.Scheduler.Membership;
using VectorCare.Scheduler.Regions;
using VectorCare.Scheduler.State;
using VectorCare.Scheduler.Summary;
using VectorCare.Scheduler.Ticks;
using VectorCare.Scheduler.Watchdog;
using VectorCare.ServiceDefaults.Telemetry;

namespace VectorCare.Scheduler.Tests.Model;

/// <summary>One process of the scheduler: its real parts over the world's state and pub/sub.</summary>
internal sealed class Replica : IFirstWriteStore<Claim>, IBatchPublisher
{
    private static readonly IMeterFactory Meters = new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();
    private readonly World _world;
    private Task? _round;

    public Replica(World world, int number)
    {
        _world = world;
        var lease = world.Mutation == Mutation.LeaseNeverEnds ? 100_000 : World.LeaseSeconds;
        var options = Options.Create(new SchedulerOptions { MaxBatchSize = 2, LeaseSeconds = lease });
        var table = new SlotTable(new DueLedger(world.Clock, 300));
        for (var i = 0; i < World.SlotCount; i++)
        {
            var members = world.Mutation == Mutation.UnstableOrder && number % 2 == 1
                ? World.Members.Zip(World.Members.Reverse(), (m, other) => m with { Patient = other.Patient })
                : World.Members;
            table.Replace(new SlotMembers(World.FirstSlot + i, 1, "h", members));
        }

        var metrics = new SchedulerMetrics(Meters);
        var keeper = new ClaimKeeper(this, world.Clock, options) { Owner = $"replica-{number}" };
        var publisher = new SlotPublisher(table, new LeaseBook(Options.Create(new RegionOptions())), keeper, this, metrics, world.Clock, options, Options.Create(new TelemetryOptions()));
        Ticks = new TickHandler(publisher, metrics, world.Clock, options, NullLogger<TickHandler>.Instance);
        Watchdog = new SlotWatchdog(publisher, table, new MembershipSync(null!, table, world.Clock, options, NullLogger<MembershipSync>.Instance), metrics, world.Clock, options, NullLogger<SlotWatchdog>.Instance);
    }

    public TickHandler Ticks { get; }

    public SlotWatchdog Watchdog { get; }

    /// <summary>Whether a round of the watchdog is under way.</summary>
    public bool IsInRound => _round is { IsCompleted: false };

    public void Tick(int slot) => _ = Ticks.HandleAsync(TickJobs.Name(slot), CancellationToken.None);

    /// <summary>Begins a round of the watchdog, unless one is under way.</summary>
    public void Round()
    {
        if (_world.Mutation != Mutation.WatchdogSleeps && !IsInRound)
            _round = Watchdog.RoundAsync(CancellationToken.None);
    }

    public Task<(Claim Value, string ETag)?> ReadAsync(string key, CancellationToken cancellationToken) => _world.ReadAsync(this, key);

    public Task<bool> TryWriteAsync(string key, Claim claim, string? etag, CancellationToken cancellationToken) => _world.TryWriteAsync(this, key, claim, etag);

    public Task PublishAsync(PollBatch batch, CancellationToken cancellationToken) => _world.PublishAsync(this, batch);
}
