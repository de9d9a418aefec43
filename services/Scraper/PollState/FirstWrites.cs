using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Dapr;
using Dapr.Client;
using VectorCare.Contracts;

namespace VectorCare.Scraper.PollState;

/// <summary>Documents in <see cref="ComponentNames.PollStore"/>: read with their etag, and written so that a write loses to another replica's that came in between.</summary>
internal static class FirstWrites
{
    /// <summary>What makes a write lose to one that came in between.</summary>
    public static readonly StateOptions Options = new() { Concurrency = ConcurrencyMode.FirstWrite };

    /// <summary>Reads a document.</summary>
    /// <param name="dapr">The sidecar.</param>
    /// <param name="key">Its key.</param>
    /// <param name="type">Its JSON form.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The document and the etag to write with; null for both where there is none.</returns>
    public static async Task<(T? Document, string? Etag)> ReadAsync<T>(this DaprClient dapr, string key, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        var (value, etag) = await dapr.GetByteStateAndETagAsync(ComponentNames.PollStore, key, cancellationToken: cancellationToken);
        return value.IsEmpty ? (null, null) : (JsonSerializer.Deserialize(value.Span, type), etag);
    }

    /// <summary>Writes a document.</summary>
    /// <param name="dapr">The sidecar.</param>
    /// <param name="key">Its key.</param>
    /// <param name="document">The document.</param>
    /// <param name="type">Its JSON form.</param>
    /// <param name="etag">As it was read; null where there was none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False when another replica wrote in between, or the store did not take it.</returns>
    public static async Task<bool> TryWriteAsync<T>(this DaprClient dapr, string key, T document, JsonTypeInfo<T> type, string? etag, CancellationToken cancellationToken)
        where T : class
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(document, type);
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
