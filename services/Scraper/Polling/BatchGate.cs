using VectorCare.ServiceDefaults.Events;
using Microsoft.Extensions.Options;

namespace VectorCare.Scraper.Polling;

/// <summary>Bounds the batches held at once, and at shutdown takes no more: what is held is finished, or given back when the time is up.</summary>
internal sealed class BatchGate : IDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(20);
    private readonly SemaphoreSlim _slots;
    private readonly CancellationTokenSource _giveBack;
    private readonly CancellationTokenRegistration _stopping;
    private volatile bool _stopped;

    public BatchGate(IHostApplicationLifetime lifetime, IOptions<ScraperOptions> options, TimeProvider time)
    {
        _slots = new SemaphoreSlim(options.Value.HeldBatches);
        _giveBack = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        _stopping = lifetime.ApplicationStopping.Register(() =>
        {
            _stopped = true;
            _giveBack.CancelAfter(Grace);
        });
    }

    /// <summary>Runs a batch when there is room.</summary>
    public async Task<TopicResult> RunAsync(Func<CancellationToken, Task<TopicResult>> batch, CancellationToken cancellationToken)
    {
        if (_stopped)
            return TopicResult.Retry("stopping");
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _giveBack.Token);
        await _slots.WaitAsync(either.Token);
        try
        {
            return _stopped ? TopicResult.Retry("stopping") : await batch(either.Token);
        }
        finally
        {
            _slots.Release();
        }
    }

    public void Dispose()
    {
        _stopping.Dispose();
        _giveBack.Dispose();
        _slots.Dispose();
    }
}
