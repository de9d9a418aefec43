using System.Threading.Channels;
using LocalDapr.Configuration;
using LocalDapr.Configuration.Stores;
using LocalDapr.Hosting;
using LocalDapr.Resources;
using LocalDapr.Storage;
using LocalDapr.Tests.State;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using StackExchange.Redis;

namespace LocalDapr.Tests.Configuration;

/// <summary>The stores on servers.</summary>
public sealed class ConfigurationStoresTests(RedisServer redis, PostgresServer postgres) : IClassFixture<RedisServer>, IClassFixture<PostgresServer>
{
    private static readonly Dictionary<string, string> None = [];
    private readonly Channel<(string Key, ConfigurationItem Item)> _changes = System.Threading.Channels.Channel.CreateUnbounded<(string, ConfigurationItem)>();

    [Fact]
    public async Task Redis_TextOfAKey_IsValueAndVersion()
    {
        var (store, server) = await OpenRedisAsync();
        await using var _ = store;
        await using var __ = server;
        await server.GetDatabase(3).StringSetAsync([new("versioned", "v||7"), new("plain", "p"), new("empty", "")]);
        await server.GetDatabase(3).HashSetAsync("hash", "a", "b");

        var items = await store.GetAsync(["versioned", "plain", "empty", "hash", "missing"], None, default);
        var all = await store.GetAsync([], None, default);

        Assert.Equal(["plain", "versioned"], items.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(("v", "7"), (items["versioned"].Value, items["versioned"].Version));
        Assert.Equal(("p", ""), (items["plain"].Value, items["plain"].Version));
        Assert.Equal(["plain", "versioned"], all.Keys.Where(k => items.ContainsKey(k)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Redis_KeyWatched_ChangesArriveUntilTheEnd()
    {
        var (store, server) = await OpenRedisAsync();
        await using var _ = store;
        await using var __ = server;
        var database = server.GetDatabase(3);
        var watch = await store.WatchAsync(["watched"], None, TakeAsync, default);
        await using var everything = await store.WatchAsync([], None, TakeAsync, default);

        await database.StringSetAsync("other-key", "o||1");
        Assert.Equal("other-key", (await NextAsync()).Key);
        await database.StringSetAsync("watched", "new||2");
        var twice = new[] { await NextAsync(), await NextAsync() };
        await watch.DisposeAsync();
        await database.KeyDeleteAsync("watched");
        var gone = await NextAsync();

        Assert.All(twice, c => Assert.Equal(("watched", "new", "2"), (c.Key, c.Item.Value, c.Item.Version)));
        Assert.Equal(("watched", ""), (gone.Key, gone.Item.Value));
    }

    [Fact]
    public async Task Postgres_SeveralVersions_GivesTheHighestNumber()
    {
        await using var source = await CreateTableAsync("settings_get");
        await using var store = Postgres("settings_get");
        await store.InitAsync(default);

        var items = await store.GetAsync(["rate", "missing"], None, default);
        var all = await store.GetAsync([], None, default);
        var refused = await Assert.ThrowsAsync<ConfigurationStoreException>(() => store.GetAsync(["a'b"], None, default));

        Assert.Equal(("10", "10", "me"), (items["rate"].Value, items["rate"].Version, items["rate"].Metadata["by"]));
        Assert.Equal("rate", Assert.Single(items).Key);
        Assert.Equal(["plain", "rate"], all.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("invalid key : 'a'b'", refused.Message);
    }

    [Fact]
    public async Task Postgres_RowNotified_ChangeArrives()
    {
        await using var source = await CreateTableAsync("settings_watch");
        await using var store = Postgres("settings_watch", "settings_changed");
        await store.InitAsync(default);
        await using var watch = await store.WatchAsync(["rate"], None, TakeAsync, default);

        await RunAsync(source, """SELECT pg_notify('settings_changed', '{"table":"t","action":"UPDATE","data":{"key":"plain","value":"0"}}')""");
        await RunAsync(source, "SELECT pg_notify('settings_changed', 'garbage')");
        await RunAsync(source, """SELECT pg_notify('settings_changed', '{"table":"t","action":"UPDATE","data":{"key":"rate","value":"11","version":"11","metadata":{"by":"you"}}}')""");
        var changed = await NextAsync();

        Assert.Equal(("rate", "11", "11", "you"), (changed.Key, changed.Item.Value, changed.Item.Version, changed.Item.Metadata["by"]));
    }

    [Fact]
    public async Task Postgres_WithoutChannelOrTable_Refuses()
    {
        await using var source = await CreateTableAsync("settings_silent");
        await using var silent = Postgres("settings_silent");
        await using var missing = Postgres("settings_missing");

        await Assert.ThrowsAsync<ConfigurationStoreException>(() => silent.WatchAsync([], None, TakeAsync, default));
        await Assert.ThrowsAsync<LocalDaprException>(() => missing.InitAsync(default));
        Assert.Throws<FormatException>(() => Postgres("Bad Name"));
    }

    private static async Task RunAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<(RedisConfigurationStore Store, ConnectionMultiplexer Server)> OpenRedisAsync()
    {
        if (redis.Address is null)
            Assert.Skip(redis.Missing);
        var spec = new ComponentSpec("redis", "configuration.redis", "v1", new Dictionary<string, string> { ["redisHost"] = redis.Address, ["redisDB"] = "3" }, "test");
        var store = new RedisConfigurationStore(spec);
        await store.InitAsync(default);
        return (store, await ConnectionMultiplexer.ConnectAsync(redis.Address));
    }

    private PostgresConfigurationStore Postgres(string table, string? channel = null)
    {
        var metadata = new Dictionary<string, string> { ["connectionString"] = postgres.ConnectionString!, ["table"] = table };
        if (channel is not null)
            metadata["notifyChannel"] = channel;
        return new PostgresConfigurationStore(new ComponentSpec("postgres", "configuration.postgresql", "v1", metadata, "test"), NullLoggerFactory.Instance);
    }

    private async Task<NpgsqlDataSource> CreateTableAsync(string table)
    {
        if (postgres.ConnectionString is null)
            Assert.Skip(postgres.Missing);
        var source = NpgsqlDataSource.Create(PostgresAddress.Parse(postgres.ConnectionString));
        await RunAsync(source, $$"""
            DROP TABLE IF EXISTS {{table}};
            CREATE TABLE {{table}} (key VARCHAR NOT NULL, value VARCHAR NOT NULL, version VARCHAR NOT NULL, metadata JSON);
            INSERT INTO {{table}} VALUES ('rate', '9', '9', NULL), ('rate', '10', '10', '{"by":"me"}'), ('rate', 'x', 'latest', NULL), ('plain', 'p', '', NULL);
            """);
        return source;
    }

    private Task TakeAsync(string key, ConfigurationItem item) => _changes.Writer.WriteAsync((key, item)).AsTask();

    private async Task<(string Key, ConfigurationItem Item)> NextAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        return await _changes.Reader.ReadAsync(limit.Token);
    }
}
