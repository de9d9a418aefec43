using Microsoft.Extensions.Options;
using VectorCare.Contracts;
using VectorCare.Scheduler.Batches;
using VectorCare.Scheduler.Summary;

namespace VectorCare.Scheduler.Ticks;

/// <summary>What became of a tick; its name in lower case is the metric tag.</summary>
internal enum TickResult
{
    /// <summary>The slot was handled; see <see cref="SlotResult"/>.</summary>
    Handled,

    /// <summary>Too late to be prompt: the watchdog publishes the slot, spread with the others.</summary>
    Stale,

    /// <summary>No slot has this name.</summary>
    Unknown,

    /// <summary>State or pub/sub failed; the sidecar tries again.</summary>
    Failed,
}

/// <summary>Takes a tick as a hint: the cycle comes from the clock, never from the tick.</summary>
internal sealed partial class TickHandler(SlotPublisher publisher, SchedulerMetrics metrics, TimeProvider clock, IOptions<SchedulerOptions> options, ILogger<TickHandler> log)
{
    public async Task<TickResult> HandleAsync(string name, CancellationToken cancellationToken)
    {
        var result = await DecideAsync(name, cancellationToken);
        metrics.Tick(result);
        return result;
    }

    private async Task<TickResult> DecideAsync(string name, CancellationToken cancellationToken)
    {
        if (TickJobs.Slot(name) is not { } slot)
            return TickResult.Unknown;
        var now = clock.GetUtcNow();
        var cycle = Slots.CycleAt(slot, now + TimeSpan.FromMilliseconds(options.Value.EarlyToleranceMs));
        var due = Slots.Due(cycle, slot);
        if (now - due > TimeSpan.FromMilliseconds(options.Value.StaleAfterMs))
            return TickResult.Stale;
        try
        {
            if (due > now)
                await Task.Delay(due - now, clock, cancellationToken);
            await publisher.PublishAsync(slot, cycle, cancellationToken);
            return TickResult.Handled;
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            LogFailed(log, slot, cycle, error);
            return TickResult.Failed;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Publishing slot {Slot} of cycle {Cycle} failed")]
    private static partial void LogFailed(ILogger logger, int slot, long cycle, Exception error);
}
