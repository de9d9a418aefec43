using Microsoft.Extensions.Time.Testing;
using VectorCare.TestKit;

namespace Dapr.Conformance.Playing;

/// <summary>The time of a case: a virtual clock that is moved as fast as the work in flight allows, or the wall clock when a sidecar of another process is played against.</summary>
internal sealed class PlayClock : IAsyncDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan SlowStep = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Slow = TimeSpan.FromMilliseconds(400);
    private readonly FakeTimeProvider? _virtual;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _pump = Task.CompletedTask;

    private long _slowUntilTicks;

    private PlayClock(FakeTimeProvider? clock)
    {
        _virtual = clock;
        if (clock is not null)
            _pump = Task.Run(PumpAsync);
    }

    public TimeProvider Provider => _virtual ?? TimeProvider.System;

    public static PlayClock Virtual() => new(new FakeTimeProvider(TimeProvider.System.GetUtcNow()));

    public static PlayClock Wall() => new(null);

    public DateTimeOffset Now => Provider.GetUtcNow();

    /// <summary>Begins a measurement: at first the clock moves as slowly as the wall clock, so that work which waits for nothing takes no time on a loaded machine either.</summary>
    /// <returns>Now.</returns>
    public DateTimeOffset Begin()
    {
        var now = Now;
        Volatile.Write(ref _slowUntilTicks, (now + Slow).UtcTicks);
        return now;
    }

    public Task DelayAsync(int milliseconds) => Task.Delay(TimeSpan.FromMilliseconds(milliseconds), Provider);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _pump;
        _stop.Dispose();
    }

    /// <summary>Moves the clock when all work has had its turn that waited for a thread, so that a loaded machine slows virtual time instead of distorting it.</summary>
    private async Task PumpAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            await Task.Delay(VirtualTime.Grain, TimeProvider.System);
            await QueueAsync();
            await QueueAsync();
            _virtual!.Advance(Now.UtcTicks < Volatile.Read(ref _slowUntilTicks) ? SlowStep : Step);
        }
    }

    // Goes to the end of the queue that all threads share.
    private static Task QueueAsync()
    {
        var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        ThreadPool.UnsafeQueueUserWorkItem(static t => t.SetResult(), turn, preferLocal: false);
        return turn.Task;
    }
}
