using Microsoft.Extensions.Options;
using VectorCare.Scheduler.State;

namespace VectorCare.Scheduler.Claims;

/// <summary>What became of an attempt to claim.</summary>
internal enum ClaimResult
{
    /// <summary>The claim is this replica's until its lease ends.</summary>
    Won,

    /// <summary>The slot was published in this cycle.</summary>
    Done,

    /// <summary>Another replica holds it.</summary>
    Held,
}

/// <summary>Takes, extends and completes claims. Any failed first-write means: read again and see.</summary>
internal sealed class ClaimKeeper(IFirstWriteStore<Claim> store, TimeProvider clock, IOptions<SchedulerOptions> options)
{
    private const int Attempts = 3;

    /// <summary>This process; a restarted one is somebody else, and waits for the lease like anybody.</summary>
    public string Owner { get; init; } = Guid.NewGuid().ToString("N");

    private TimeSpan Lease => TimeSpan.FromSeconds(options.Value.LeaseSeconds);

    public async Task<(ClaimResult Result, DateTimeOffset LeaseUntil)> TakeAsync(string key, CancellationToken cancellationToken)
    {
        string? etag = null;
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var claim = new Claim(Owner, clock.GetUtcNow() + Lease, Done: false, 0, 0);
            if (await TryWriteAsync(key, claim, etag, cancellationToken))
                return (ClaimResult.Won, claim.LeaseUntil);
            if (await store.ReadAsync(key, cancellationToken) is not { } found)
            {
                etag = null;
                continue;
            }

            if (found.Value.Done)
                return (ClaimResult.Done, default);
            if (found.Value.Owner != Owner && found.Value.LeaseUntil > clock.GetUtcNow())
                return (ClaimResult.Held, found.Value.LeaseUntil);
            etag = found.ETag;
        }

        return (ClaimResult.Held, clock.GetUtcNow());
    }

    /// <summary>Marks the slot as published. False: it is not ours any more, whoever took it over publishes the same batches.</summary>
    public async Task<bool> CompleteAsync(string key, int batches, int polls, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (await store.ReadAsync(key, cancellationToken) is not { } found || (found.Value.Owner != Owner && !found.Value.Done))
                return false;
            if (found.Value.Done)
                return true;
            if (await TryWriteAsync(key, found.Value with { Done = true, Batches = batches, Polls = polls }, found.ETag, cancellationToken))
                return true;
        }

        return false;
    }

    public async Task<bool> IsDoneAsync(string key, CancellationToken cancellationToken) =>
        await store.ReadAsync(key, cancellationToken) is { Value.Done: true };

    private async Task<bool> TryWriteAsync(string key, Claim claim, string? etag, CancellationToken cancellationToken)
    {
        try
        {
            return await store.TryWriteAsync(key, claim, etag, cancellationToken);
        }
        catch (Exception error) when (error is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // Stores answer a lost first-write in several ways, some as a plain failure; reading tells.
            return false;
        }
    }
}
