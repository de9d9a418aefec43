using Microsoft.Extensions.Options;
using VectorCare.Contracts;
using VectorCare.Scheduler.Batches;
using VectorCare.Scheduler.Membership;
using VectorCare.Scheduler.Summary;

namespace VectorCare.Scheduler.Watchdog;

/// <summary>Publishes what no tick published: of each slot only the latest cycle, spread per vendor.</summary>
internal sealed partial class SlotWatchdog(
    SlotPublisher publisher,
    SlotTable table,
    MembershipSync membership,
    SchedulerMetrics metrics,
    TimeProvider clock,
    IOptions<SchedulerOptions> options,
    ILogger<SlotWatchdog> log) : BackgroundService
{
    private readonly VendorBuckets _buckets = new(table, clock, TimeSpan.FromSeconds(options.Value.CatchUpSeconds));

    /// <summary>Looks at every slot once, the longest overdue first.</summary>
    /// <returns>Slots published.</returns>
    public async Task<int> RoundAsync(CancellationToken cancellationToken)
    {
        var rescued = 0;
        var start = clock.GetUtcNow();
        foreach (var share in Enumerable.Range(0, Slots.Count).OrderBy(s => Slots.Due(Slots.CycleAt(s, start), s)).SelectMany(s => table[s].Shares))
        {
            var cycle = Slots.CycleAt(share.Slot, clock.GetUtcNow());
            if (!IsOverdue(share.Slot, cycle) || await publisher.WasPublishedAsync(share, cycle, cancellationToken))
                continue;
            await _buckets.TakeAsync(share, cancellationToken);
            // Waiting may have led into the next cycle, whose tick is still to come.
            cycle = Slots.CycleAt(share.Slot, clock.GetUtcNow());
            if (!IsOverdue(share.Slot, cycle) || await publisher.PublishAsync(share, cycle, cancellationToken) != SlotResult.Published)
                continue;
            rescued++;
            metrics.Rescue();
            LogRescued(log, share.Slot, cycle);
        }

        return rescued;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await membership.Loaded.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.Value.WatchdogSeconds), clock);
        do
        {
            try
            {
                await RoundAsync(stoppingToken);
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                LogRoundFailed(log, error);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private bool IsOverdue(int slot, long cycle) =>
        clock.GetUtcNow() - Slots.Due(cycle, slot) > TimeSpan.FromMilliseconds(options.Value.StaleAfterMs);

    [LoggerMessage(Level = LogLevel.Warning, Message = "No tick published slot {Slot} in cycle {Cycle}; the watchdog did")]
    private static partial void LogRescued(ILogger logger, int slot, long cycle);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A round of the watchdog failed; the next one tries again")]
    private static partial void LogRoundFailed(ILogger logger, Exception error);
}
