using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Dapr.Client;

namespace VectorCare.Scheduler.State;

/// <summary>First-write state. A write that throws may or may not have happened: the caller reads again.</summary>
/// <typeparam name="T">What is kept under a key.</typeparam>
internal interface IFirstWriteStore<T>
    where T : class
{
    /// <summary>Reads a value with its etag; null when there is none.</summary>
    Task<(T Value, string ETag)?> ReadAsync(string key, CancellationToken cancellationToken);

    /// <summary>Writes a value that must not exist (null etag) or must still have the etag.</summary>
    /// <returns>False when somebody else wrote first.</returns>
    Task<bool> TryWriteAsync(string key, T value, string? etag, CancellationToken cancellationToken);
}

/// <inheritdoc />
/// <param name="dapr">The sidecar.</param>
/// <param name="component">State component.</param>
/// <param name="type">JSON form of a value.</param>
/// <param name="ttlSeconds">How long a value is kept; null: for good.</param>
internal sealed class DaprFirstWriteStore<T>(DaprClient dapr, string component, JsonTypeInfo<T> type, int? ttlSeconds) : IFirstWriteStore<T>
    where T : class
{
    private static readonly StateOptions FirstWrite = new() { Concurrency = ConcurrencyMode.FirstWrite };

    private readonly Dictionary<string, string> _metadata = ttlSeconds is { } ttl ? new() { ["ttlInSeconds"] = $"{ttl}" } : [];

    public async Task<(T Value, string ETag)?> ReadAsync(string key, CancellationToken cancellationToken)
    {
        var (bytes, etag) = await dapr.GetByteStateAndETagAsync(component, key, ConsistencyMode.Strong, cancellationToken: cancellationToken);
        return bytes.Length == 0 ? null : (JsonSerializer.Deserialize(bytes.Span, type)!, etag);
    }

    public async Task<bool> TryWriteAsync(string key, T value, string? etag, CancellationToken cancellationToken)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(value, type);
        if (etag is not null)
            return await dapr.TrySaveByteStateAsync(component, key, bytes, etag, FirstWrite, _metadata, cancellationToken);
        await dapr.SaveByteStateAsync(component, key, bytes, FirstWrite, _metadata, cancellationToken);
        return true;
    }
}
