using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
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

namespace VectorCare.Scheduler.Tests;

/// <summary>One scheduler over state and pub/sub in memory that answer at once.</summary>
internal sealed class TestScheduler : IFirstWriteStore<Claim>, IBatchPublisher
{
    private static readonly IMeterFactory Meters = new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();
    private readonly Dictionary<string, (Claim Value, string ETag)> _claims = [];

    public TestScheduler(DateTimeOffset now, IReadOnlyList<SlotMember> members, params int[] slots)
        : this(now, members, new RegionOptions(), slots)
    {
    }

    public TestScheduler(DateTimeOffset now, IReadOnlyList<SlotMember> members, RegionOptions region, params int[] slots)
    {
        Clock = new FakeTimeProvider(now);
        var options = Options.Create(new SchedulerOptions { MaxBatchSize = 100 });
        Leases = new LeaseBook(Options.Create(region));
        Ledger = new DueLedger(Clock, 300);
        Table = new SlotTable(Ledger);
        foreach (var slot in slots.Length == 0 ? [42] : slots)
            Table.Replace(new SlotMembers(slot, 1, "h", members));
        Metrics = new SchedulerMetrics(Meters);
        var publisher = new SlotPublisher(Table, Leases, new ClaimKeeper(this, Clock, options), this, Metrics, Clock, options, Options.Create(new TelemetryOptions()));
        Ticks = new TickHandler(publisher, Metrics, Clock, options, NullLogger<TickHandler>.Instance);
        var sync = new MembershipSync(null!, Table, Clock, options, NullLogger<MembershipSync>.Instance);
        Watchdog = new SlotWatchdog(publisher, Table, sync, Metrics, Clock, options, NullLogger<SlotWatchdog>.Instance);
    }

    public FakeTimeProvider Clock { get; }

    public LeaseBook Leases { get; }

    public DueLedger Ledger { get; }

    public SlotTable Table { get; }

    public SchedulerMetrics Metrics { get; }

    public TickHandler Ticks { get; }

    public SlotWatchdog Watchdog { get; }

    public List<PollBatch> Published { get; } = [];

    public List<DateTimeOffset> PublishedAt { get; } = [];

    public int StateCalls { get; private set; }

    public int? PublishFailsAfter { get; set; }

    public Task<(Claim Value, string ETag)?> ReadAsync(string key, CancellationToken cancellationToken)
    {
        StateCalls++;
        return Task.FromResult<(Claim, string)?>(_claims.TryGetValue(key, out var found) ? found : null);
    }

    public Task<bool> TryWriteAsync(string key, Claim claim, string? etag, CancellationToken cancellationToken)
    {
        var known = _claims.TryGetValue(key, out var found) ? found.ETag : null;
        if (known == etag)
            _claims[key] = (claim, (++StateCalls).ToString());
        return Task.FromResult(known == etag);
    }

    public Task PublishAsync(PollBatch batch, CancellationToken cancellationToken)
    {
        if (PublishFailsAfter is { } limit && Published.Count >= limit)
            throw new IOException("pub/sub is away");
        Published.Add(batch);
        PublishedAt.Add(Clock.GetUtcNow());
        return Task.CompletedTask;
    }
}
