using LocalDapr.Resources;
using LocalDapr.State.Stores;
using StackExchange.Redis;

namespace LocalDapr.Configuration.Stores;

/// <summary><c>configuration.redis</c>: plain keys whose text is <c>value||version</c>; changes come by keyspace notifications, which it switches on.</summary>
internal sealed class RedisConfigurationStore(ComponentSpec spec) : IConfigurationStore
{
    private const string Separator = "||";
    private readonly ConfigurationOptions _options = RedisStateOptions.Parse(spec).Connection;
    private ConnectionMultiplexer? _connection;

    private IDatabase Database => _connection!.GetDatabase();

    private string Channel => $"__keyspace@{Database.Database}__:";

    /// <inheritdoc />
    public async Task InitAsync(CancellationToken cancellationToken)
    {
        // Notifications are a setting of the server.
        _options.AllowAdmin = true;
        _connection = await ConnectionMultiplexer.ConnectAsync(_options).WaitAsync(cancellationToken);
    }

    /// <inheritdoc />
    public async Task<IReadOnlyDictionary<string, ConfigurationItem>> GetAsync(IReadOnlyList<string> keys, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        if (keys.Count == 0)
            keys = ((string[]?)await Database.ExecuteAsync("KEYS", "*").WaitAsync(cancellationToken))!;
        var items = await Task.WhenAll(keys.Distinct(StringComparer.Ordinal).Select(async key => (Key: key, Item: await ReadAsync(key, cancellationToken))));
        return items.Where(i => i.Item is not null).ToDictionary(i => i.Key, i => i.Item!, StringComparer.Ordinal);
    }

    /// <inheritdoc />
    public async Task<IAsyncDisposable> WatchAsync(IReadOnlyList<string> keys, IReadOnlyDictionary<string, string> metadata, Func<string, ConfigurationItem, Task> changed, CancellationToken cancellationToken)
    {
        await Database.ExecuteAsync("CONFIG", "SET", "notify-keyspace-events", "Kg$xe").WaitAsync(cancellationToken);
        var subscriber = _connection!.GetSubscriber();
        var channels = keys.Count == 0 ? [RedisChannel.Pattern(Channel + "*")] : keys.Select(k => RedisChannel.Literal(Channel + k));
        var queues = new List<ChannelMessageQueue>();
        foreach (var channel in channels)
        {
            var queue = await subscriber.SubscribeAsync(channel).WaitAsync(cancellationToken);
            queue.OnMessage(async message =>
            {
                var key = message.Channel.ToString()[Channel.Length..];
                await changed(key, await ReadAsync(key, CancellationToken.None) ?? ConfigurationItem.Gone);
            });
            queues.Add(queue);
        }

        return new Ending(async () =>
        {
            foreach (var queue in queues)
                await queue.UnsubscribeAsync();
        });
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
            await _connection.DisposeAsync();
    }

    // Keys of other types, and items without value, are as good as missing.
    private async Task<ConfigurationItem?> ReadAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            var text = (string?)await Database.StringGetAsync(key).WaitAsync(cancellationToken);
            var parts = text?.Split(Separator) ?? [""];
            return parts[0].Length == 0 ? null : new ConfigurationItem(parts[0], parts.Length > 1 ? parts[1] : "", ConfigurationItem.NoMetadata);
        }
        catch (RedisServerException e) when (e.Message.Contains("WRONGTYPE", StringComparison.Ordinal))
        {
            return null;
        }
    }
}
