using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;

namespace Dapr.Conformance.Playing;

/// <summary>The time of a case: a virtual clock that is moved as fast as the work in flight allows, or the wall clock when a sidecar of another process is played against.</summary>
internal sealed class PlayClock : IAsyncDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(10);
    private readonly FakeTimeProvider? _virtual;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _pump = Task.CompletedTask;

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

    public Task DelayAsync(int milliseconds) => Task.Delay(TimeSpan.FromMilliseconds(milliseconds), Provider);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _pump;
        _stop.Dispose();
    }

    /// <summary>Moves the clock only while no work waits for a thread, so that a loaded machine slows virtual time instead of distorting it.</summary>
    private async Task PumpAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            var since = Stopwatch.GetTimestamp();
            do
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
            while (ThreadPool.PendingWorkItemCount > 0 && Stopwatch.GetElapsedTime(since) < TimeSpan.FromMilliseconds(50) && !_stop.IsCancellationRequested);
            _virtual!.Advance(Step);
        }
    }
}
