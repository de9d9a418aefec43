namespace LocalDapr.Configuration;

/// <summary>A configuration store.</summary>
internal interface IConfigurationStore : IAsyncDisposable
{
    /// <summary>Connects.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="Hosting.LocalDaprException">The store cannot be used as it is.</exception>
    Task InitAsync(CancellationToken cancellationToken);

    /// <summary>Reads items.</summary>
    /// <param name="keys">Their keys; none for all.</param>
    /// <param name="metadata">Metadata of the request.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The items that there are, by key.</returns>
    /// <exception cref="ConfigurationStoreException">The store refuses.</exception>
    Task<IReadOnlyDictionary<string, ConfigurationItem>> GetAsync(IReadOnlyList<string> keys, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken);

    /// <summary>Watches items.</summary>
    /// <param name="keys">Their keys; none for all.</param>
    /// <param name="metadata">Metadata of the request.</param>
    /// <param name="changed">Gets one changed item at a time; an item that is gone is empty.</param>
    /// <param name="cancellationToken">Gives up subscribing; does not end the subscription.</param>
    /// <returns>Ends the watching.</returns>
    /// <exception cref="ConfigurationStoreException">The store refuses.</exception>
    Task<IAsyncDisposable> WatchAsync(IReadOnlyList<string> keys, IReadOnlyDictionary<string, string> metadata, Func<string, ConfigurationItem, Task> changed, CancellationToken cancellationToken);
}

/// <summary>An item.</summary>
/// <param name="Value">Its value.</param>
/// <param name="Version">Its version, or empty.</param>
/// <param name="Metadata">What else the store knows of it.</param>
internal sealed record ConfigurationItem(string Value, string Version, IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>No metadata.</summary>
    public static IReadOnlyDictionary<string, string> NoMetadata { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>An item that is gone.</summary>
    public static ConfigurationItem Gone { get; } = new("", "", NoMetadata);
}

/// <summary>A store refuses a request.</summary>
internal sealed class ConfigurationStoreException(string message) : Exception(message);
