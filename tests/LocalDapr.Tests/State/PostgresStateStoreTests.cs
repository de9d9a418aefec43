using LocalDapr.Resources;
using LocalDapr.State;
using LocalDapr.State.Stores;
using Microsoft.Extensions.Time.Testing;

namespace LocalDapr.Tests.State;

/// <summary>The PostgreSQL store, both versions.</summary>
public abstract class PostgresStateStoreContract(PostgresServer server, string version) : TransactionalStoreContract, IClassFixture<PostgresServer>
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    private protected override async Task<IStateStore> OpenAsync()
    {
        if (server.ConnectionString is null)
            Assert.Skip(server.Missing);
        var metadata = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["connectionString"] = server.ConnectionString, ["tablePrefix"] = "p_" };
        var spec = new ComponentSpec("postgres", "state.postgresql", version, metadata, "test");
        var store = new PostgresStateStore(PostgresStateOptions.Parse(spec), PostgresStateStatements.For(spec), _clock);
        await store.InitAsync(default);
        return store;
    }

    private protected override Task AdvanceAsync(TimeSpan time)
    {
        _clock.Advance(time);
        return Task.CompletedTask;
    }

    [Fact]
    public async Task ApplyAsync_FirstWriteOnExistingKey_FailsWithoutEtagError()
    {
        await using var store = await OpenAsync();
        var write = StateOperation.Upsert(Key("first"), [1]) with { FirstWrite = true };
        Assert.Null(await WriteAsync(store, write));
        Assert.Equal(StateFailure.Other("no item was updated"), await WriteAsync(store, write));
    }

    [Fact]
    public async Task ApplyAsync_EtagOfAnotherForm_AsTheVersionHasIt()
    {
        await using var store = await OpenAsync();
        await WriteAsync(store, StateOperation.Upsert(Key("form"), [1]));
        var failure = await WriteAsync(store, StateOperation.Upsert(Key("form"), [2]) with { ETag = "not-an-etag" });
        Assert.Equal(version == "v1" ? StateFailureReason.EtagInvalid : StateFailureReason.EtagMismatch, failure!.Reason);
    }

    [Fact]
    public async Task InitAsync_Twice_KeepsTheData()
    {
        await using var store = await OpenAsync();
        await WriteAsync(store, StateOperation.Upsert(Key("kept"), [5]));
        await using var again = await OpenAsync();
        Assert.Equal([5], (await again.GetAsync(Key("kept"), default))!.Data!);
    }
}

/// <summary>Version 1.</summary>
public sealed class PostgresV1StateStoreTests(PostgresServer server) : PostgresStateStoreContract(server, "v1");

/// <summary>Version 2.</summary>
public sealed class PostgresV2StateStoreTests(PostgresServer server) : PostgresStateStoreContract(server, "v2");

/// <summary>Connection strings.</summary>
public sealed class PostgresConnectionTextTests
{
    [Theory]
    [InlineData("host=127.0.0.1 port=7178 user=postgres dbname=state password='a b\\'c' sslmode=disable connect_timeout=5", 7178, "a b'c")]
    [InlineData("postgres://postgres:a%20b'c@127.0.0.1:7178/state?sslmode=disable&connect_timeout=5", 7178, "a b'c")]
    [InlineData("Host=127.0.0.1;Username=postgres;Database=state;Password=a b'c;SSL Mode=Disable;Timeout=5", 5432, "a b'c")]
    public void Parse_AnyForm_GivesTheSame(string text, int port, string password)
    {
        var builder = PostgresConnectionText.Parse(text);
        Assert.Equal(("127.0.0.1", port, "postgres", "state", password), (builder.Host, builder.Port, builder.Username, builder.Database, builder.Password));
        Assert.Equal(5, builder.Timeout);
    }

    [Fact]
    public void Parse_NoPairs_Throws() => Assert.Throws<FormatException>(() => PostgresConnectionText.Parse("host=a garbage"));
}
