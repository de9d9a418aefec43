using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;

namespace VectorCare.TestKit;

/// <summary>A movable clock for tests with real sockets: it moves while somebody waits, and only while no work waits for a thread, so that a loaded machine slows virtual time instead of distorting it.</summary>
public sealed class VirtualTime(DateTimeOffset start)
{
    /// <summary>Wall-clock time between two moves of a virtual clock: long enough for work in flight to go on.</summary>
    public static readonly TimeSpan Grain = TimeSpan.FromMilliseconds(1);

    /// <summary>The clock to inject.</summary>
    public FakeTimeProvider Clock { get; } = new(start);

    /// <summary>Moves the clock to an instant at once; timers on the way fire in order.</summary>
    /// <param name="instant">Not before now.</param>
    public void JumpTo(DateTimeOffset instant) => Clock.Advance(instant - Clock.GetUtcNow());

    /// <summary>Moves the clock in small steps until a condition holds.</summary>
    /// <param name="condition">What is waited for.</param>
    /// <param name="step">Virtual time per millisecond of wall time.</param>
    /// <param name="limit">Virtual time after which the wait failed.</param>
    /// <exception cref="TimeoutException">The condition did not hold in time.</exception>
    public async Task UntilAsync(Func<bool> condition, TimeSpan step, TimeSpan limit)
    {
        var end = Clock.GetUtcNow() + limit;
        while (!condition())
        {
            if (Clock.GetUtcNow() > end)
                throw new TimeoutException($"Not reached within {limit} of virtual time.");
            var since = Stopwatch.GetTimestamp();
            do
                await Task.Delay(Grain, TimeProvider.System);
            while (ThreadPool.PendingWorkItemCount > 0 && Stopwatch.GetElapsedTime(since) < TimeSpan.FromMilliseconds(100));
            if (!condition())
                Clock.Advance(step);
        }
    }
}
