using Microsoft.Extensions.Options;
using VectorCare.Contracts;
using VectorCare.Scheduler.Claims;
using VectorCare.Scheduler.Membership;
using VectorCare.Scheduler.Summary;
using VectorCare.ServiceDefaults.Telemetry;

namespace VectorCare.Scheduler.Batches;

/// <summary>What became of a slot in a cycle; its name in lower case is the metric tag.</summary>
internal enum SlotResult
{
    /// <summary>This replica published all batches now.</summary>
    Published,

    /// <summary>Nobody in the slot is due.</summary>
    Empty,

    /// <summary>The slot was published before.</summary>
    AlreadyDone,

    /// <summary>Another replica holds the claim.</summary>
    Held,

    /// <summary>The lease ended before all batches were out; the next to claim publishes them.</summary>
    LeaseLost,
}

/// <summary>Publishes a slot once per cycle: claim, batches, done-mark. Ticks and the watchdog come through here.</summary>
internal sealed class SlotPublisher(
    SlotTable table,
    ClaimKeeper claims,
    IBatchPublisher publisher,
    SchedulerMetrics metrics,
    TimeProvider clock,
    IOptions<SchedulerOptions> options,
    IOptions<TelemetryOptions> telemetry)
{
    private readonly long[] _done = new long[Slots.Count];
    private readonly Task<SlotResult>?[] _running = new Task<SlotResult>?[Slots.Count];
    private readonly Lock _gate = new();

    /// <summary>True when this replica knows that the slot needs nothing more in the cycle.</summary>
    public bool IsDone(int slot, long cycle) => Volatile.Read(ref _done[slot]) == cycle;

    /// <summary>Publishes a slot; a second call for the same slot joins the one under way.</summary>
    public Task<SlotResult> PublishAsync(int slot, long cycle, CancellationToken cancellationToken)
    {
        if (IsDone(slot, cycle))
            return Task.FromResult(SlotResult.AlreadyDone);
        lock (_gate)
        {
            if (_running[slot] is { IsCompleted: false } running)
                return running.WaitAsync(cancellationToken);
            // What is under way is not cut off by one caller who goes away: others may have joined it.
            return _running[slot] = RunAsync(slot, cycle, CancellationToken.None);
        }
    }

    /// <summary>Asks the claim whether any replica published the slot in the cycle.</summary>
    public async Task<bool> WasPublishedAsync(int slot, long cycle, CancellationToken cancellationToken)
    {
        if (IsDone(slot, cycle))
            return true;
        if (table[slot].CountDue(Slots.Due(cycle, slot)) == 0)
            return true;
        if (!await claims.IsDoneAsync(Claim.Key(cycle, slot), cancellationToken))
            return false;
        Remember(slot, cycle);
        return true;
    }

    private async Task<SlotResult> RunAsync(int slot, long cycle, CancellationToken cancellationToken)
    {
        var result = await PublishOnceAsync(slot, cycle, cancellationToken);
        metrics.Slot(result);
        return result;
    }

    private async Task<SlotResult> PublishOnceAsync(int slot, long cycle, CancellationToken cancellationToken)
    {
        var members = table[slot];
        if (members.CountDue(Slots.Due(cycle, slot)) == 0)
            return SlotResult.Empty;
        var key = Claim.Key(cycle, slot);
        var (claim, leaseUntil) = await claims.TakeAsync(key, cancellationToken);
        if (claim == ClaimResult.Done)
        {
            Remember(slot, cycle);
            return SlotResult.AlreadyDone;
        }

        if (claim == ClaimResult.Held)
            return SlotResult.Held;

        var batches = BatchPlanner.Plan(members, cycle, options.Value.MaxBatchSize, TraceStart.New(telemetry.Value.SamplingRatio));
        var polls = 0;
        foreach (var batch in batches)
        {
            // Past the lease another replica may be publishing the same batches.
            if (clock.GetUtcNow() >= leaseUntil)
                return SlotResult.LeaseLost;
            await publisher.PublishAsync(batch, cancellationToken);
            polls += batch.Polls.Count;
        }

        metrics.Batches(batches.Count, polls, clock.GetUtcNow() - Slots.Due(cycle, slot));
        if (!await claims.CompleteAsync(key, batches.Count, polls, cancellationToken))
            return SlotResult.LeaseLost;
        Remember(slot, cycle);
        return SlotResult.Published;
    }

    private void Remember(int slot, long cycle)
    {
        // The last one, not the highest: after a clock that ran ahead is set back, the cycles in between are due all the same.
        Volatile.Write(ref _done[slot], cycle);
    }
}
