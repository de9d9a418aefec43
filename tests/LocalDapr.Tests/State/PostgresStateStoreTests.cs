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
