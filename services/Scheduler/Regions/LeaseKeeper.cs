using Microsoft.Extensions.Options;
using VectorCare.Scheduler.State;

namespace VectorCare.Scheduler.Regions;

/// <summary>What became of a look at a lease; its name in lower case is the metric tag.</summary>
internal enum LeaseRound
{
    /// <summary>The lease is as it should be: renewed by this region, or another region's.</summary>
    Known,

    /// <summary>The lease has a new owner by this replica's write.</summary>
    Changed,

    /// <summary>Others wrote at the same time; what they wrote was read.</summary>
    Overtaken,

    /// <summary>The lease store did not answer. What is known runs out.</summary>
    Unreachable,
}

/// <summary>Renews this region's leases, takes those that ran out, and hands over those an operator wants elsewhere.</summary>
internal sealed partial class LeaseKeeper(
    IFirstWriteStore<Lease> store,
    LeaseBook book,
    LeaseMetrics metrics,
    TimeProvider clock,
    IOptions<RegionOptions> options,
    ILogger<LeaseKeeper> log) : BackgroundService
{
    private readonly RegionOptions _region = options.Value;

    /// <summary>Looks at every lease once.</summary>
    public Task RoundAsync(CancellationToken cancellationToken) => Task.WhenAll(_region.All.Select(home => LookAsync(home, cancellationToken)));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!_region.Split)
            return;
        using var timer = new PeriodicTimer(_region.Renew, clock);
        do
            await RoundAsync(stoppingToken);
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task LookAsync(string home, CancellationToken cancellationToken)
    {
        LeaseRound result;
        try
        {
            result = await TurnAsync(home, cancellationToken);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            LogUnreachable(log, home, error.Message);
            result = LeaseRound.Unreachable;
        }

        metrics.Round(result);
    }

    private async Task<LeaseRound> TurnAsync(string home, CancellationToken cancellationToken)
    {
        var found = await ReadAsync(home, cancellationToken);
        if (LeaseRules.Next(found?.Value, home, _region, clock.GetUtcNow()) is not { } next)
            return LeaseRound.Known;
        if (!await TryWriteAsync(next, found?.ETag, cancellationToken))
        {
            await ReadAsync(home, cancellationToken);
            return LeaseRound.Overtaken;
        }

        book.Accept(next);
        if (next.Epoch == found?.Value.Epoch)
            return LeaseRound.Known;
        // Who makes a region's first lease takes it from nobody.
        if (found is not null)
            metrics.Change(next);
        LogChanged(log, home, next.Owner, next.Before ?? "nobody", next.Epoch, next.From);
        return LeaseRound.Changed;
    }

    private async Task<(Lease Value, string ETag)?> ReadAsync(string home, CancellationToken cancellationToken)
    {
        var found = await store.ReadAsync(Lease.Key(home), cancellationToken).WaitAsync(_region.Renew, clock, cancellationToken);
        if (found is { } lease)
            book.Accept(lease.Value);
        return found;
    }

    private async Task<bool> TryWriteAsync(Lease lease, string? etag, CancellationToken cancellationToken)
    {
        try
        {
            return await store.TryWriteAsync(Lease.Key(lease.Home), lease, etag, cancellationToken).WaitAsync(_region.Renew, clock, cancellationToken);
        }
        catch (Exception error) when (error is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // Stores answer a lost first-write in several ways, some as a plain failure; reading tells. Until then nothing is taken for written.
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Patients of {Home} are polled by {Owner} instead of {Before} (epoch {Epoch}), from what is due at {From} on")]
    private static partial void LogChanged(ILogger logger, string home, string owner, string before, long epoch, DateTimeOffset from);

    [LoggerMessage(Level = LogLevel.Error, Message = "The lease of {Home} cannot be reached; this region stops polling its patients when the lease runs out: {Error}")]
    private static partial void LogUnreachable(ILogger logger, string home, string error);
}
