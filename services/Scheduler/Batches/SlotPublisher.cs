using Microsoft.Extensions.Options;
using VectorCare.Contracts;
using VectorCare.Scheduler.Claims;
using VectorCare.Scheduler.Membership;
using VectorCare.Scheduler.Regions;
using VectorCare.Scheduler.Summary;
using VectorCare.ServiceDefaults.Telemetry;

namespace VectorCare.Scheduler.Batches;

/// <summary>What became of a slot in a cycle; its name in lower case is the metric tag.</summary>
internal enum SlotResult
{
    /// <summary>This replica published all batches now.</summary>
    Published,

    /// <summary>Nobody of the share is due.</summary>
    Empty,

    /// <summary>Another region polls the share, or this one cannot know any more that it does.</summary>
    Elsewhere,

    /// <summary>The slot was published before.</summary>
    AlreadyDone,

    /// <summary>Another replica holds the claim.</summary>
    Held,

    /// <summary>The lease ended before all batches were out; the next to claim publishes them.</summary>
    LeaseLost,
}

/// <summary>Publishes a slot's share once per cycle: lease, claim, batches, done-mark. Ticks and the watchdog come through here.</summary>
internal sealed class SlotPublisher(
    SlotTable table,
    LeaseBook leases,
    ClaimKeeper claims,
    IBatchPublisher publisher,
    SchedulerMetrics metrics,
    TimeProvider clock,
    IOptions<SchedulerOptions> options,
    IOptions<TelemetryOptions> telemetry)
{
    private readonly Dictionary<SlotShare, long> _done = [];
    private readonly Dictionary<SlotShare, Task<SlotResult>> _running = [];
    private readonly Lock _gate = new();

    /// <summary>Publishes all shares of a slot that are this region's.</summary>
    public Task PublishAsync(int slot, long cycle, CancellationToken cancellationToken) =>
        Task.WhenAll(table[slot].Shares.Select(share => PublishAsync(share, cycle, cancellationToken)));

    /// <summary>Publishes a share; a second call for the same one joins the one under way.</summary>
    public Task<SlotResult> PublishAsync(SlotShare share, long cycle, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (IsDone(share, cycle))
                return Task.FromResult(SlotResult.AlreadyDone);
            if (_running.GetValueOrDefault(share) is { IsCompleted: false } running)
                return running.WaitAsync(cancellationToken);
            // What is under way is not cut off by one caller who goes away: others may have joined it.
            return _running[share] = RunAsync(share, cycle, CancellationToken.None);
        }
    }

    /// <summary>True when a share needs nothing more in the cycle from this region: asks the claim whether any replica published it.</summary>
    public async Task<bool> WasPublishedAsync(SlotShare share, long cycle, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (IsDone(share, cycle))
                return true;
        }

        var due = Slots.Due(cycle, share.Slot);
        if (table[share.Slot].CountDue(share, due) == 0 || !leases.Covers(share.Home, due))
            return true;
        if (!await claims.IsDoneAsync(Claim.Key(cycle, share), cancellationToken))
            return false;
        Remember(share, cycle);
        return true;
    }

    private async Task<SlotResult> RunAsync(SlotShare share, long cycle, CancellationToken cancellationToken)
    {
        var result = await PublishOnceAsync(share, cycle, cancellationToken);
        metrics.Slot(result);
        return result;
    }

    private async Task<SlotResult> PublishOnceAsync(SlotShare share, long cycle, CancellationToken cancellationToken)
    {
        var members = table[share.Slot];
        var due = Slots.Due(cycle, share.Slot);
        if (members.CountDue(share, due) == 0)
            return SlotResult.Empty;
        if (!leases.Covers(share.Home, due))
            return SlotResult.Elsewhere;
        var key = Claim.Key(cycle, share);
        var (claim, leaseUntil) = await claims.TakeAsync(key, cancellationToken);
        if (claim == ClaimResult.Done)
        {
            Remember(share, cycle);
            return SlotResult.AlreadyDone;
        }

        if (claim == ClaimResult.Held)
            return SlotResult.Held;

        var batches = BatchPlanner.Plan(members, share, cycle, options.Value.MaxBatchSize, TraceStart.New(telemetry.Value.SamplingRatio), leases.TakenOver(share.Home));
        var polls = 0;
        foreach (var batch in batches)
        {
            // Past the lease another replica may be publishing the same batches.
            if (clock.GetUtcNow() >= leaseUntil)
                return SlotResult.LeaseLost;
            await publisher.PublishAsync(batch, cancellationToken);
            polls += batch.Polls.Count;
        }

        metrics.Batches(batches.Count, polls, clock.GetUtcNow() - due);
        if (!await claims.CompleteAsync(key, batches.Count, polls, cancellationToken))
            return SlotResult.LeaseLost;
        Remember(share, cycle);
        return SlotResult.Published;
    }

    private bool IsDone(SlotShare share, long cycle) => _done.TryGetValue(share, out var done) && done == cycle;

    private void Remember(SlotShare share, long cycle)
    {
        // The last one, not the highest: after a clock that ran ahead is set back, the cycles in between are due all the same.
        lock (_gate)
            _done[share] = cycle;
    }
}
