using System.Threading.Channels;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using VectorCare.Ingest.Events;
using VectorCare.Ingest.Polls;
using VectorCare.Ingest.Summary;

namespace VectorCare.Ingest.Storage;

/// <summary>One writer: whatever waits goes into one transaction, and each caller hears of its commit. A full queue makes callers wait, which slows the sidecar down.</summary>
internal sealed partial class GroupCommit(IEventStore store, PollLedger polls, Freshness freshness, AlertLedger alerts, TimeProvider clock, IOptions<StorageOptions> options, ILogger<GroupCommit> logger) : BackgroundService, IHealthCheck
{
    private static readonly TimeSpan OpenAgain = TimeSpan.FromSeconds(1);
    private readonly Channel<Waiting> _queue = Channel.CreateBounded<Waiting>(options.Value.Queue);
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when the store is open.</summary>
    public Task Opened => _open.Task;

    /// <summary>Stores an event and returns after its commit.</summary>
    /// <returns>True when it was new.</returns>
    /// <exception cref="EventRejectedException">The store will never take this event.</exception>
    public async Task<bool> WriteAsync(IngestEvent received, CancellationToken cancellationToken)
    {
        var waiting = new Waiting(received, new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously));
        try
        {
            received.Prepare();
        }
        catch (Exception error) when (!store.IsTransient(error))
        {
            throw new EventRejectedException(error);
        }

        await _queue.Writer.WriteAsync(waiting, cancellationToken);
        return await waiting.Done.Task.WaitAsync(cancellationToken);
    }

    /// <inheritdoc />
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(_open.Task.IsCompletedSuccessfully ? HealthCheckResult.Healthy(store.Kind) : HealthCheckResult.Unhealthy("The store is not open yet."));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await OpenAsync(stoppingToken);
        await RecallAsync(stoppingToken);
        _open.SetResult();
        var batch = new List<Waiting>(options.Value.Batch);
        try
        {
            while (await _queue.Reader.WaitToReadAsync(stoppingToken))
            {
                while (batch.Count < options.Value.Batch && _queue.Reader.TryRead(out var waiting))
                    batch.Add(waiting);
                await CommitAsync(batch);
                batch.Clear();
            }
        }
        finally
        {
            _queue.Writer.TryComplete();
            while (_queue.Reader.TryRead(out var waiting))
                waiting.Done.TrySetCanceled(CancellationToken.None);
        }
    }

    /// <summary>A server that is not there yet, or is slow to answer, does not end the service; it is not ready meanwhile.</summary>
    private async Task OpenAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            try
            {
                await store.OpenAsync(stoppingToken);
                return;
            }
            catch (Exception error) when (store.IsTransient(error) && !stoppingToken.IsCancellationRequested)
            {
                LogNotOpened(OpenAgain, error);
                await Task.Delay(OpenAgain, clock, stoppingToken);
            }
        }
    }

    /// <summary>A batch that was taken is finished even while the service stops. One event that the store refuses does not take the others with it: the batch is halved until it stands alone.</summary>
    private async Task CommitAsync(List<Waiting> batch)
    {
        try
        {
            var results = await store.WriteAsync([.. batch.Select(w => w.Event)], CancellationToken.None);
            for (var i = 0; i < batch.Count; i++)
                batch[i].Done.SetResult(results[i]);
        }
        catch (Exception error) when (!store.IsTransient(error) && batch.Count > 1)
        {
            await CommitAsync(batch[..(batch.Count / 2)]);
            await CommitAsync(batch[(batch.Count / 2)..]);
        }
        catch (Exception error) when (!store.IsTransient(error))
        {
            batch[0].Done.TrySetException(new EventRejectedException(error));
        }
        catch (Exception error)
        {
            LogFailed(batch.Count, error);
            foreach (var waiting in batch)
                waiting.Done.TrySetException(error);
        }
    }

    private async Task RecallAsync(CancellationToken stoppingToken)
    {
        await foreach (var outcomes in store.OutcomesSinceAsync(Contracts.Slots.CycleAt(0, clock.GetUtcNow()) - PollLedger.CyclesKept, stoppingToken))
        {
            polls.Add(outcomes);
            freshness.Add(outcomes);
        }

        var counts = await store.CountAsync(stoppingToken);
        polls.AddTransmission(counts.Transmissions);
        foreach (var (state, count) in counts.Alerts)
            alerts.Add(state, count);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The store could not be opened; it is tried again in {Delay}.")]
    private partial void LogNotOpened(TimeSpan delay, Exception error);

    [LoggerMessage(Level = LogLevel.Error, Message = "A transaction of {Count} events failed; they will be delivered again.")]
    private partial void LogFailed(int count, Exception error);

    private sealed record Waiting(IngestEvent Event, TaskCompletionSource<bool> Done);
}
