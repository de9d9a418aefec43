using System.Collections.Concurrent;
using Grpc.Core;
using LocalDapr.Resiliency;
using LocalDapr.Sidecars;

namespace LocalDapr.Configuration;

/// <summary>Reads and watches the configuration stores of one sidecar, each under the outbound policy of its component.</summary>
internal sealed class ConfigurationApi(IReadOnlyDictionary<string, IConfigurationStore> stores, IResiliency resiliency) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<(string Store, string Id), IAsyncDisposable> _watches = new();

    /// <summary>Reads items.</summary>
    /// <param name="storeName">Name of the store.</param>
    /// <param name="keys">Keys; none for all.</param>
    /// <param name="metadata">Metadata of the request.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The items by key, in order.</returns>
    /// <exception cref="ConfigurationException">There is no such store, or it refuses.</exception>
    public async Task<SortedDictionary<string, ConfigurationItem>> GetAsync(string storeName, IReadOnlyList<string> keys, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        var store = Find(storeName);
        try
        {
            var items = await resiliency.Outbound(storeName).RunAsync(ct => store.GetAsync(keys, metadata, ct), static _ => Verdict.Ok, cancellationToken);
            return new SortedDictionary<string, ConfigurationItem>(items.ToDictionary(), StringComparer.Ordinal);
        }
        catch (Exception e) when (IsFailure(e, cancellationToken))
        {
            throw new ConfigurationException(new ApiError(500, "ERR_CONFIGURATION_GET", $"failed to get [{string.Join(' ', keys)}] from Configuration store {storeName}: {e.Message}"), StatusCode.Internal);
        }
    }

    /// <summary>Watches items.</summary>
    /// <param name="storeName">Name of the store.</param>
    /// <param name="keys">Keys; none for all.</param>
    /// <param name="metadata">Metadata of the request.</param>
    /// <param name="changed">Gets the subscription's id and one changed item at a time.</param>
    /// <param name="cancellationToken">Gives up subscribing.</param>
    /// <returns>The subscription's id.</returns>
    /// <exception cref="ConfigurationException">There is no such store, or it refuses.</exception>
    public async Task<string> SubscribeAsync(string storeName, IReadOnlyList<string> keys, IReadOnlyDictionary<string, string> metadata, Func<string, string, ConfigurationItem, Task> changed, CancellationToken cancellationToken)
    {
        var store = Find(storeName);
        var id = Guid.NewGuid().ToString();
        try
        {
            _watches[(storeName, id)] = await resiliency.Outbound(storeName).RunAsync(ct => store.WatchAsync(keys, metadata, (key, item) => changed(id, key, item), ct), static _ => Verdict.Ok, cancellationToken);
            return id;
        }
        catch (Exception e) when (IsFailure(e, cancellationToken))
        {
            throw new ConfigurationException(new ApiError(500, "ERR_CONFIGURATION_SUBSCRIBE", $"failed to subscribe [{string.Join(' ', keys)}] from Configuration store {storeName}: {e.Message}"), StatusCode.InvalidArgument);
        }
    }

    /// <summary>Ends a subscription.</summary>
    /// <param name="storeName">Name of the store.</param>
    /// <param name="id">The subscription's id.</param>
    /// <returns>False when the store has no such subscription.</returns>
    /// <exception cref="ConfigurationException">There is no such store.</exception>
    public async Task<bool> UnsubscribeAsync(string storeName, string id)
    {
        Find(storeName);
        if (!_watches.TryRemove((storeName, id), out var watch))
            return false;
        await watch.DisposeAsync();
        return true;
    }

    /// <summary>Looks whether there is a store.</summary>
    /// <param name="storeName">Its name.</param>
    /// <exception cref="ConfigurationException">There is none.</exception>
    public void Need(string storeName) => Find(storeName);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var watch in _watches.Values)
            await watch.DisposeAsync();
    }

    private static bool IsFailure(Exception e, CancellationToken cancellationToken) => !(e is OperationCanceledException && cancellationToken.IsCancellationRequested);

    private IConfigurationStore Find(string storeName)
    {
        if (stores.Count == 0)
            throw new ConfigurationException(new ApiError(500, "ERR_CONFIGURATION_STORE_NOT_CONFIGURED", "configuration stores not configured"), StatusCode.FailedPrecondition);
        return stores.GetValueOrDefault(storeName)
            ?? throw new ConfigurationException(new ApiError(400, "ERR_CONFIGURATION_STORE_NOT_FOUND", $"configuration store {storeName} not found"), StatusCode.InvalidArgument);
    }
}

/// <summary>Configuration cannot be given.</summary>
/// <param name="error">The answer over HTTP.</param>
/// <param name="code">The status over gRPC.</param>
internal sealed class ConfigurationException(ApiError error, StatusCode code) : Exception(error.Message)
{
    /// <summary>The answer over HTTP.</summary>
    public ApiError Error { get; } = error;

    /// <summary>The answer over gRPC.</summary>
    public RpcException Rpc => new(new Status(code, Error.Message));
}
