using Microsoft.Extensions.Time.Testing;
using VectorCare.TestKit;

namespace Dapr.Conformance.Playing;

/// <summary>The time of a case: a virtual clock that is moved as fast as the work in flight allows, or the wall clock when a sidecar of another process is played against.</summary>
internal sealed class PlayClock : IAsyncDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(5);
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

    /// <summary>Moves the clock when all work has had its turn that waited for a thread, so that a loaded machine slows virtual time instead of distorting it.</summary>
    private async Task PumpAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            await Task.Delay(VirtualTime.Grain, TimeProvider.System);
            await QueueAsync();
            await QueueAsync();
            _virtual!.Advance(Step);
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
