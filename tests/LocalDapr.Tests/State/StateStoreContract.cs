using LocalDapr.State;
using LocalDapr.State.Stores;
using Microsoft.Extensions.Time.Testing;

namespace LocalDapr.Tests.State;

/// <summary>What every kind of store does alike; a class per kind opens the store.</summary>
public abstract class StateStoreContract
{
    private static readonly string Run = Guid.NewGuid().ToString("N");

    private protected abstract Task<IStateStore> OpenAsync();

    /// <summary>Lets time pass for the store.</summary>
    private protected abstract Task AdvanceAsync(TimeSpan time);

    private protected virtual bool ShowsExpiry => true;

    private protected virtual bool EtagOnMissingKeyFails => true;

    [Fact]
    public async Task GetAsync_MissingKey_Null()
    {
        await using var store = await OpenAsync();
        Assert.Null(await store.GetAsync(Key("none"), default));
    }

    [Fact]
    public async Task ApplyAsync_Upsert_KeepsBytes()
    {
        await using var store = await OpenAsync();
        byte[] bytes = [0, 1, 2, 128, 255, (byte)'x'];
        Assert.Null(await WriteAsync(store, StateOperation.Upsert(Key("bytes"), bytes)));
        var value = await store.GetAsync(Key("bytes"), default);
        Assert.Equal(bytes, value!.Data);
        Assert.NotEmpty(value.ETag);
        Assert.Null(value.ExpiresAt);
    }

    [Fact]
    public async Task ApplyAsync_CurrentAndStaleEtag_SecondIsMismatch()
    {
        await using var store = await OpenAsync();
        var key = Key("etag");
        await WriteAsync(store, StateOperation.Upsert(key, [1]));
        var etag = (await store.GetAsync(key, default))!.ETag;
        Assert.Null(await WriteAsync(store, StateOperation.Upsert(key, [2]) with { ETag = etag }));
        var failure = await WriteAsync(store, StateOperation.Upsert(key, [3]) with { ETag = etag });
        Assert.Equal(StateFailureReason.EtagMismatch, failure!.Reason);
        Assert.Equal([2], (await store.GetAsync(key, default))!.Data!);
    }

    [Fact]
    public async Task ApplyAsync_DeleteWithStaleEtag_MismatchAndKept()
    {
        await using var store = await OpenAsync();
        var key = Key("delete");
        await WriteAsync(store, StateOperation.Upsert(key, [1]));
        var stale = (await store.GetAsync(key, default))!.ETag;
        await WriteAsync(store, StateOperation.Upsert(key, [2]));
        Assert.Equal(StateFailureReason.EtagMismatch, (await WriteAsync(store, StateOperation.Delete(key) with { ETag = stale }))!.Reason);
        var current = (await store.GetAsync(key, default))!.ETag;
        Assert.Null(await WriteAsync(store, StateOperation.Delete(key) with { ETag = current }));
        Assert.Null(await store.GetAsync(key, default));
        Assert.Null(await WriteAsync(store, StateOperation.Delete(key)));
    }

    [Fact]
    public async Task ApplyAsync_EtagForMissingKey_AsTheStoreDoes()
    {
        await using var store = await OpenAsync();
        await WriteAsync(store, StateOperation.Upsert(Key("other"), [1]));
        var etag = (await store.GetAsync(Key("other"), default))!.ETag;
        var failure = await WriteAsync(store, StateOperation.Upsert(Key("missing"), [1]) with { ETag = etag });
        Assert.Equal(EtagOnMissingKeyFails, failure is not null);
    }

    [Fact]
    public async Task ApplyAsync_ParallelFirstWrites_ExactlyOneWins()
    {
        await using var store = await OpenAsync();
        var key = Key("race");
        var failures = await Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
            WriteAsync(store, StateOperation.Upsert(key, [(byte)i]) with { FirstWrite = true })));
        Assert.Single(failures, f => f is null);
    }

    [Fact]
    public async Task ApplyAsync_ParallelSavesWithOneEtag_ExactlyOneWins()
    {
        await using var store = await OpenAsync();
        var key = Key("etag-race");
        await WriteAsync(store, StateOperation.Upsert(key, [0]));
        var etag = (await store.GetAsync(key, default))!.ETag;
        var failures = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => WriteAsync(store, StateOperation.Upsert(key, [(byte)i]) with { ETag = etag })));
        Assert.Equal(7, failures.Count(f => f?.Reason == StateFailureReason.EtagMismatch));
    }

    [Fact]
    public async Task ApplyAsync_OneBadEtagOfThree_OthersAreSaved()
    {
        await using var store = await OpenAsync();
        await store.ApplyAsync([.. new[] { "p1", "p2", "p3" }.Select(k => StateOperation.Upsert(Key(k), [1]))], default);
        var stale = (await store.GetAsync(Key("p2"), default))!.ETag;
        await WriteAsync(store, StateOperation.Upsert(Key("p2"), [2]));
        var failures = await store.ApplyAsync(
            [StateOperation.Upsert(Key("p1"), [9]), StateOperation.Upsert(Key("p2"), [9]) with { ETag = stale }, StateOperation.Upsert(Key("p3"), [9])],
            default);
        Assert.Equal([false, true, false], failures.Select(f => f is not null));
        var values = await store.GetManyAsync([Key("p1"), Key("p2"), Key("p3"), Key("p4")], default);
        Assert.Equal([9, 2, 9], values.Take(3).Select(v => (int)v!.Data![0]));
        Assert.Null(values[3]);
    }

    [Fact]
    public async Task ApplyAsync_WithTtl_Disappears()
    {
        await using var store = await OpenAsync();
        await WriteAsync(store, StateOperation.Upsert(Key("ttl"), [1]) with { Ttl = "1" });
        await WriteAsync(store, StateOperation.Upsert(Key("no-ttl"), [1]) with { Ttl = "-1" });
        var value = await store.GetAsync(Key("ttl"), default);
        Assert.Equal(ShowsExpiry, value!.ExpiresAt is not null);
        await AdvanceAsync(TimeSpan.FromMilliseconds(2100));
        Assert.Null(await store.GetAsync(Key("ttl"), default));
        Assert.NotNull(await store.GetAsync(Key("no-ttl"), default));
        Assert.Null(await WriteAsync(store, StateOperation.Upsert(Key("ttl"), [2]) with { FirstWrite = true }));
    }

    [Fact]
    public async Task ApplyAsync_TtlThatIsNoNumber_Failed()
    {
        await using var store = await OpenAsync();
        var failure = await WriteAsync(store, StateOperation.Upsert(Key("soon"), [1]) with { Ttl = "soon" });
        Assert.Equal(StateFailureReason.Failed, failure!.Reason);
        Assert.Null(await store.GetAsync(Key("soon"), default));
    }

    [Fact]
    public async Task TransactAsync_Operations_ApplyInOrder()
    {
        await using var store = await OpenAsync();
        Assert.Null(await store.TransactAsync(
            [StateOperation.Upsert(Key("x1"), [1]), StateOperation.Upsert(Key("x2"), [2]), StateOperation.Delete(Key("x1"))], default));
        Assert.Null(await store.GetAsync(Key("x1"), default));
        Assert.Equal([2], (await store.GetAsync(Key("x2"), default))!.Data!);
    }

    private protected static string Key(string name) => $"{Run}||{name}";

    private protected static async Task<StateFailure?> WriteAsync(IStateStore store, StateOperation operation) =>
        (await store.ApplyAsync([operation], default))[0];
}

/// <summary>Stores whose transactions are all or nothing.</summary>
public abstract class TransactionalStoreContract : StateStoreContract
{
    [Fact]
    public async Task TransactAsync_BadEtagInside_NothingApplied()
    {
        await using var store = await OpenAsync();
        await store.ApplyAsync([StateOperation.Upsert(Key("t2"), [2]), StateOperation.Upsert(Key("t3"), [3])], default);
        var failure = await store.TransactAsync(
            [
                StateOperation.Upsert(Key("t4"), [4]),
                StateOperation.Delete(Key("t2")),
                StateOperation.Upsert(Key("t3"), [33]) with { ETag = Guid.NewGuid().ToString() },
            ],
            default);
        Assert.NotNull(failure);
        var values = await store.GetManyAsync([Key("t4"), Key("t2"), Key("t3")], default);
        Assert.Null(values[0]);
        Assert.Equal([2], values[1]!.Data!);
        Assert.Equal([3], values[2]!.Data!);
    }

    [Fact]
    public async Task ApplyAsync_RewriteWithoutTtl_ClearsExpiry()
    {
        await using var store = await OpenAsync();
        await WriteAsync(store, StateOperation.Upsert(Key("clears"), [1]) with { Ttl = "60" });
        await WriteAsync(store, StateOperation.Upsert(Key("clears"), [2]));
        Assert.Null((await store.GetAsync(Key("clears"), default))!.ExpiresAt);
    }
}

/// <summary>The in-memory store.</summary>
public sealed class InMemoryStateStoreTests : TransactionalStoreContract
{
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UnixEpoch.AddYears(55));

    private protected override async Task<IStateStore> OpenAsync()
    {
        var store = new InMemoryStateStore(_clock);
        await store.InitAsync(default);
        return store;
    }

    private protected override Task AdvanceAsync(TimeSpan time)
    {
        _clock.Advance(time);
        return Task.CompletedTask;
    }

    [Fact]
    public async Task ApplyAsync_FirstWriteOnExpiredKey_RefusedUntilTheNextSweep()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(55));
        await using var store = new InMemoryStateStore(clock);
        await store.ApplyAsync([StateOperation.Upsert("k", [1]) with { Ttl = "1" }], default);
        clock.Advance(TimeSpan.FromMilliseconds(1500));
        Assert.Null(Assert.Single(await store.GetManyAsync(["k"], default)));
        Assert.NotNull((await store.ApplyAsync([StateOperation.Upsert("k", [2]) with { FirstWrite = true }], default))[0]);
        await store.InitAsync(default);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null((await store.ApplyAsync([StateOperation.Upsert("k", [2]) with { FirstWrite = true }], default))[0]);
    }

    [Fact]
    public async Task GetAsync_EmptyValue_HasEtagButNoData()
    {
        await using var store = await OpenAsync();
        await WriteAsync(store, StateOperation.Upsert(Key("empty"), []));
        var value = await store.GetAsync(Key("empty"), default);
        Assert.Null(value!.Data);
        Assert.NotEmpty(value.ETag);
    }

    [Fact]
    public async Task GetAsync_ExpiredKey_IsTakenAwayForAFirstWrite()
    {
        await using var store = new InMemoryStateStore(_clock);
        var write = StateOperation.Upsert(Key("lease"), [1]);
        await WriteAsync(store, write with { Ttl = "1" });
        await AdvanceAsync(TimeSpan.FromSeconds(2));

        Assert.NotNull(await WriteAsync(store, write with { FirstWrite = true }));
        Assert.Null(await store.GetAsync(write.Key, default));
        Assert.Null(await WriteAsync(store, write with { FirstWrite = true }));
    }
}
