using LocalDapr.State;
using LocalDapr.State.Stores;
using LocalDapr.Storage;
using Microsoft.Extensions.Time.Testing;

namespace LocalDapr.Tests.State;

/// <summary>The SQLite store.</summary>
public sealed class SqliteStateStoreTests : TransactionalStoreContract, IAsyncLifetime
{
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UnixEpoch.AddYears(55));
    private readonly TemporaryFolder _folder = new();
    private SqliteFile? _file;

    public ValueTask InitializeAsync()
    {
        _file = SqliteFile.Open(_folder.At("state.db"), TimeSpan.FromSeconds(2));
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _file!.DisposeAsync();
        _folder.Dispose();
    }

    private protected override async Task<IStateStore> OpenAsync()
    {
        var store = Create(_file!);
        await store.InitAsync(default);
        return store;
    }

    private protected override Task AdvanceAsync(TimeSpan time)
    {
        _clock.Advance(time);
        return Task.CompletedTask;
    }

    [Fact]
    public async Task TransactAsync_TwoFirstWritesOfOneKey_SeesTheFirstAndUndoesBoth()
    {
        await using var store = await OpenAsync();
        var write = StateOperation.Upsert(Key("twice"), [1]) with { FirstWrite = true };
        Assert.Equal(StateFailureReason.EtagMismatch, (await store.TransactAsync([write, write], default))!.Reason);
        Assert.Null(await store.GetAsync(Key("twice"), default));
    }

    [Fact]
    public async Task GetAsync_EmptyValue_HasEmptyData()
    {
        await using var store = await OpenAsync();
        await WriteAsync(store, StateOperation.Upsert(Key("empty"), []));
        Assert.Empty((await store.GetAsync(Key("empty"), default))!.Data!);
    }

    [Fact]
    public async Task GetAsync_FileOpenedAgain_StillThere()
    {
        var path = _folder.At("again.db");
        var first = SqliteFile.Open(path, TimeSpan.FromSeconds(2));
        var store = Create(first);
        await store.InitAsync(default);
        await WriteAsync(store, StateOperation.Upsert("k", [7]));

        // The first writer is still open, as it is after a process was killed: nothing was closed in order.
        var second = SqliteFile.Open(path, TimeSpan.FromSeconds(2));
        Assert.Equal([7], (await Create(second).GetAsync("k", default))!.Data!);
        await first.DisposeAsync();
        await second.DisposeAsync();
    }

    [Fact]
    public async Task ApplyAsync_ManyAtOnce_ShareCommits()
    {
        await using var store = await OpenAsync();
        var before = _file!.Commits;
        await Task.WhenAll(Enumerable.Range(0, 2000).Select(i => WriteAsync(store, StateOperation.Upsert(Key($"many-{i}"), [1]))));
        Assert.InRange(_file.Commits - before, 1, 500);
        Assert.NotNull(await store.GetAsync(Key("many-1999"), default));
    }

    [Fact]
    public async Task CleanAsync_ExpiredRows_AreDeleted()
    {
        await using var store = (SqliteStateStore)await OpenAsync();
        await WriteAsync(store, StateOperation.Upsert(Key("gone"), [1]) with { Ttl = "1" });
        _clock.Advance(TimeSpan.FromSeconds(2));
        await store.CleanAsync();
        Assert.Equal(0, await _file!.ReadAsync(s => s.Query("SELECT COUNT(*) FROM state", r => r.GetInt32(0))[0]));
    }

    private SqliteStateStore Create(SqliteFile file) =>
        new(new SqliteStateOptions("", "state", "metadata", TimeSpan.Zero, TimeSpan.FromSeconds(2)), file, _clock);
}
