using Dapr;
using Dapr.Client;
using VectorCare.Contracts;

namespace VectorCare.Scraper.PollState;

/// <summary>Writes to <see cref="ComponentNames.PollStore"/> that lose to another replica's.</summary>
internal static class FirstWrites
{
    /// <summary>What makes a write lose to one that came in between.</summary>
    public static readonly StateOptions Options = new() { Concurrency = ConcurrencyMode.FirstWrite };

    /// <summary>Writes a document.</summary>
    /// <param name="dapr">The sidecar.</param>
    /// <param name="key">Its key.</param>
    /// <param name="bytes">Its content.</param>
    /// <param name="etag">As it was read; null where there was none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False when another replica wrote in between, or the store did not take it.</returns>
    public static async Task<bool> TryWriteAsync(this DaprClient dapr, string key, byte[] bytes, string? etag, CancellationToken cancellationToken)
    {
        try
        {
            if (etag is not null)
                return await dapr.TrySaveByteStateAsync(ComponentNames.PollStore, key, bytes, etag, Options, cancellationToken: cancellationToken);
            await dapr.SaveByteStateAsync(ComponentNames.PollStore, key, bytes, Options, cancellationToken: cancellationToken);
            return true;
        }
        catch (DaprException)
        {
            return false;
        }
    }
}
