using LocalDapr.Resources;
using LocalDapr.State;
using LocalDapr.State.Stores;

namespace LocalDapr.Tests.State;

/// <summary>The Redis store, where it differs.</summary>
public sealed class RedisStateStoreTests(RedisServer server) : StateStoreContract, IClassFixture<RedisServer>
{
    private protected override bool ShowsExpiry => false;

    private protected override bool EtagOnMissingKeyFails => false;

    private protected override async Task<IStateStore> OpenAsync()
    {
        if (server.Address is null)
            Assert.Skip(server.Missing);
        var spec = new ComponentSpec("redis", "state.redis", "v1", new Dictionary<string, string> { ["redisHost"] = server.Address }, "test");
        var store = new RedisStateStore(RedisStateOptions.Parse(spec));
        await store.InitAsync(default);
        return store;
    }

    private protected override Task AdvanceAsync(TimeSpan time) => Task.Delay(time);

    [Fact]
    public async Task ApplyAsync_KeyCreatedAnew_EtagBeginsAtOneAgain()
    {
        await using var store = await OpenAsync();
        var write = StateOperation.Upsert(Key("aba"), [1]);
        await WriteAsync(store, write);
        await WriteAsync(store, StateOperation.Delete(write.Key));
        await WriteAsync(store, write);
        Assert.Null(await WriteAsync(store, write with { ETag = "1" }));
        Assert.Equal("2", (await store.GetAsync(write.Key, default))!.ETag);
    }

    [Fact]
    public async Task ApplyAsync_KeyOnceFirstWritten_RefusesSavesWithoutEtag()
    {
        await using var store = await OpenAsync();
        var write = StateOperation.Upsert(Key("guarded"), [1]);
        Assert.Null(await WriteAsync(store, write with { FirstWrite = true }));
        Assert.Equal(StateFailureReason.Failed, (await WriteAsync(store, write))!.Reason);
        Assert.Equal(StateFailureReason.Failed, (await WriteAsync(store, write with { LastWrite = true }))!.Reason);
        Assert.Null(await WriteAsync(store, write with { ETag = "1" }));
    }

    [Fact]
    public async Task ApplyAsync_FirstWriteOnKeyLastWritten_Overwrites()
    {
        await using var store = await OpenAsync();
        var write = StateOperation.Upsert(Key("mixed"), [1]);
        await WriteAsync(store, write);
        Assert.Null(await WriteAsync(store, write with { FirstWrite = true }));
    }

    [Fact]
    public async Task ApplyAsync_StaleEtagWithLastWrite_IsNotLookedAt()
    {
        await using var store = await OpenAsync();
        var write = StateOperation.Upsert(Key("last"), [1]);
        await WriteAsync(store, write);
        Assert.Null(await WriteAsync(store, write with { ETag = "99", LastWrite = true }));
    }

    [Fact]
    public async Task ApplyAsync_EtagThatIsNoNumber_Invalid()
    {
        await using var store = await OpenAsync();
        Assert.Equal(StateFailureReason.EtagInvalid, (await WriteAsync(store, StateOperation.Upsert(Key("odd"), [1]) with { ETag = "abc" }))!.Reason);
    }

    [Fact]
    public async Task ApplyAsync_RewriteWithoutTtl_KeepsTheOldExpiry()
    {
        await using var store = await OpenAsync();
        await WriteAsync(store, StateOperation.Upsert(Key("keeps"), [1]) with { Ttl = "1" });
        await WriteAsync(store, StateOperation.Upsert(Key("keeps"), [2]));
        await AdvanceAsync(TimeSpan.FromMilliseconds(1300));
        Assert.Null(await store.GetAsync(Key("keeps"), default));
    }

    [Fact]
    public async Task TransactAsync_BadEtagInside_TheRestStaysApplied()
    {
        await using var store = await OpenAsync();
        await WriteAsync(store, StateOperation.Upsert(Key("t3"), [3]));
        var failure = await store.TransactAsync([StateOperation.Upsert(Key("t4"), [4]), StateOperation.Upsert(Key("t3"), [33]) with { ETag = "99999" }], default);
        Assert.Equal(StateFailureReason.Failed, failure!.Reason);
        Assert.Equal([4], (await store.GetAsync(Key("t4"), default))!.Data!);
        Assert.Equal([3], (await store.GetAsync(Key("t3"), default))!.Data!);
    }
}
