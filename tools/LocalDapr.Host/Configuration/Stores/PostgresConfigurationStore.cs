using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using LocalDapr.Hosting;
using LocalDapr.Resources;
using LocalDapr.Storage;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace LocalDapr.Configuration.Stores;

/// <summary><c>configuration.postgresql</c>: a table of key, value, version and metadata that somebody else keeps; changes come over a channel that a trigger of the table notifies.</summary>
internal sealed partial class PostgresConfigurationStore : IConfigurationStore
{
    private const int LongestName = 64;
    private readonly ComponentSpec _spec;
    private readonly NpgsqlDataSource _source;
    private readonly string _table;
    private readonly ILogger _log;

    /// <summary>Reads the component.</summary>
    /// <param name="spec">The component.</param>
    /// <param name="loggers">Log factory.</param>
    /// <exception cref="FormatException">Something is missing or malformed.</exception>
    public PostgresConfigurationStore(ComponentSpec spec, ILoggerFactory loggers)
    {
        _spec = spec;
        _log = loggers.CreateLogger("LocalDapr.Configuration");
        _table = spec["table"] ?? "";
        if (_table.Length is 0 or > LongestName || !Name().IsMatch(_table))
            throw new FormatException($"component {spec.Name} ({spec.Source}): table '{_table}' must be a name of small letters, digits, '_', '.' and '/'");
        _source = NpgsqlDataSource.Create(PostgresAddress.Of(spec));
    }

    /// <inheritdoc />
    public async Task InitAsync(CancellationToken cancellationToken)
    {
        await using var command = _source.CreateCommand("SELECT EXISTS (SELECT FROM pg_tables WHERE tablename = $1)");
        command.Parameters.AddWithValue(_table);
        if (await command.ExecuteScalarAsync(cancellationToken) is not true)
            throw new LocalDaprException($"component {_spec.Name} ({_spec.Source}): table '{_table}' does not exist");
    }

    /// <inheritdoc />
    public async Task<IReadOnlyDictionary<string, ConfigurationItem>> GetAsync(IReadOnlyList<string> keys, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken)
    {
        if (keys.FirstOrDefault(k => !Key().IsMatch(k)) is { } wrong)
            throw new ConfigurationStoreException($"invalid key : '{wrong}'");

        // Dapr compares each name with its value, not with a column; all columns are read in their order.
        var items = new Dictionary<string, ConfigurationItem>(StringComparer.Ordinal);
        if (keys.Count > 0 && metadata.Any(m => m.Key != m.Value))
            return items;
        await using var command = _source.CreateCommand($"SELECT * FROM {_table}" + (keys.Count == 0 ? "" : " WHERE key = ANY ($1)"));
        if (keys.Count > 0)
            command.Parameters.AddWithValue(keys.ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var item = new ConfigurationItem(reader.GetString(1), reader.GetString(2), reader.IsDBNull(3) ? ConfigurationItem.NoMetadata : Metadata(reader.GetString(3)));
            var key = reader.GetString(0);
            if (!items.TryGetValue(key, out var other) || NumberOf(item) > NumberOf(other))
                items[key] = item;
        }

        return items;
    }

    /// <inheritdoc />
    public async Task<IAsyncDisposable> WatchAsync(IReadOnlyList<string> keys, IReadOnlyDictionary<string, string> metadata, Func<string, ConfigurationItem, Task> changed, CancellationToken cancellationToken)
    {
        var channel = Channel(metadata);
        var connection = await _source.OpenConnectionAsync(cancellationToken);
        try
        {
            var payloads = System.Threading.Channels.Channel.CreateUnbounded<string>();
            connection.Notification += (_, notification) => payloads.Writer.TryWrite(notification.Payload);
            await using (var listen = new NpgsqlCommand("LISTEN " + channel, connection))
                await listen.ExecuteNonQueryAsync(cancellationToken);
            var stop = new CancellationTokenSource();
            var listening = ListenAsync(connection, stop.Token);
            var telling = TellAsync(payloads.Reader, keys, changed, stop.Token);
            return new Ending(async () =>
            {
                await stop.CancelAsync();
                await Task.WhenAll(listening, telling);
                await connection.DisposeAsync();
                stop.Dispose();
            });
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private static int NumberOf(ConfigurationItem item) => int.TryParse(item.Version, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : -1;

    private static Dictionary<string, string> Metadata(string json) => JsonSerializer.Deserialize<Dictionary<string, string>>(json) ?? [];

    // What a trigger sends: the row, under "data".
    private static (string Key, ConfigurationItem Item)? Row(string payload)
    {
        using var document = JsonDocument.Parse(payload);
        if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("data"u8, out var row) || row.ValueKind != JsonValueKind.Object)
            return null;
        var fields = row.EnumerateObject().ToDictionary(p => p.Name, p => p.Value, StringComparer.OrdinalIgnoreCase);
        var metadata = fields.TryGetValue("metadata", out var given) && given.ValueKind == JsonValueKind.Object ? Metadata(given.GetRawText()) : ConfigurationItem.NoMetadata;
        return (Text("key"), new ConfigurationItem(Text("value"), Text("version"), metadata));

        string Text(string name) => fields.TryGetValue(name, out var field) ? field.ToString() : "";
    }

    private string Channel(IReadOnlyDictionary<string, string> metadata)
    {
        var channel = _spec["notifyChannel"] ?? _spec["pgNotifyChannel"]
            ?? metadata.FirstOrDefault(m => m.Key.Equals("pgNotifyChannel", StringComparison.OrdinalIgnoreCase)).Value;
        return string.IsNullOrEmpty(channel) ? throw new ConfigurationStoreException($"unable to subscribe to \"{_table}\". notifyChannel must be set in component metadata or request metadata")
            : channel.Length > LongestName ? throw new ConfigurationStoreException($"notifyChannel name is too long - \"{channel}\". max allowed length is {LongestName}")
            : Name().IsMatch(channel) ? channel
            : throw new ConfigurationStoreException($"invalid notifyChannel name \"{channel}\". non-alphanumerics or upper cased names are not supported");
    }

    private async Task ListenAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
                await connection.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // Unsubscribed.
        }
        catch (Exception e) when (e is NpgsqlException or IOException or InvalidOperationException)
        {
            LogLost(e, _spec.Name);
        }
    }

    private async Task TellAsync(System.Threading.Channels.ChannelReader<string> payloads, IReadOnlyList<string> keys, Func<string, ConfigurationItem, Task> changed, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var payload in payloads.ReadAllAsync(cancellationToken))
            {
                try
                {
                    if (Row(payload) is { } row && (keys.Count == 0 || keys.Contains(row.Key)))
                        await changed(row.Key, row.Item);
                }
                catch (JsonException e)
                {
                    LogNoRow(e, _spec.Name);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Unsubscribed.
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Configuration store {Store}: the connection that listens for changes is lost")]
    private partial void LogLost(Exception e, string store);

    [LoggerMessage(Level = LogLevel.Error, Message = "Configuration store {Store}: a notification is no row in JSON")]
    private partial void LogNoRow(Exception e, string store);

    [GeneratedRegex("^[a-z0-9./_]*$")]
    private static partial Regex Name();

    [GeneratedRegex("^[a-zA-Z0-9./_]*$")]
    private static partial Regex Key();
}
