using System.Net;
using LocalDapr.Actors;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace LocalDapr.Tests.Actors;

public sealed class ActorHostTests : IAsyncDisposable
{
    private static readonly ActorKey One = new("Inbox", "1");

    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UnixEpoch.AddYears(56));
    private readonly PlayedActors _app = new();
    private ActorHost? _host;

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
            await _host.DisposeAsync();
    }

    [Fact]
    public async Task CallAsync_TwoForOneActor_SecondWaitsForTheFirst()
    {
        var first = new TaskCompletionSource<HttpStatusCode>(TaskCreationOptions.RunContinuationsAsynchronously);
        _app.Answer = request => request.RequestUri!.OriginalString.EndsWith("slow", StringComparison.Ordinal) ? first.Task : Task.FromResult(HttpStatusCode.OK);
        var host = Open();
        var slow = host.CallAsync(One, Call("slow"), default);
        var other = host.CallAsync(One, Call("other"), default);
        await host.CallAsync(new ActorKey("Inbox", "2"), Call("elsewhere"), default);
        Assert.DoesNotContain("PUT /actors/Inbox/1/method/other", _app.Calls);
        first.SetResult(HttpStatusCode.OK);
        Assert.True((await slow).IsSuccess);
        Assert.True((await other).IsSuccess);
    }

    [Fact]
    public async Task CallAsync_ReentrantCallOfTheSameTurn_GoesIn()
    {
        var host = Open(reentrant: true, maxStackDepth: 2);
        var inner = 0;
        _app.Answer = async request =>
        {
            if (inner++ == 0)
            {
                var turn = Assert.Single(request.Headers.GetValues(ActorCall.TurnHeader));
                Assert.True((await host.CallAsync(One, Call("inner", turn), default)).IsSuccess);
            }
            return HttpStatusCode.OK;
        };
        Assert.True((await host.CallAsync(One, Call("outer"), default)).IsSuccess);
        Assert.Equal(["PUT /actors/Inbox/1/method/outer", "PUT /actors/Inbox/1/method/inner"], _app.Calls);
    }

    [Fact]
    public async Task CallAsync_TooDeep_Refused()
    {
        var host = Open(reentrant: true, maxStackDepth: 3);
        _app.Answer = async request =>
        {
            await host.CallAsync(One, Call("again", request.Headers.GetValues(ActorCall.TurnHeader).Single()), default);
            return HttpStatusCode.OK;
        };
        await Assert.ThrowsAsync<InvalidOperationException>(() => host.CallAsync(One, Call("outer"), default));
        Assert.Equal(3, _app.Calls.Count);
    }

    [Fact]
    public async Task CallAsync_GivenUpWhileWaiting_LeavesTheTurn()
    {
        var first = new TaskCompletionSource<HttpStatusCode>(TaskCreationOptions.RunContinuationsAsynchronously);
        _app.Answer = _ => first.Task;
        var host = Open();
        var slow = host.CallAsync(One, Call("slow"), default);
        using var impatient = new CancellationTokenSource();
        var waiting = host.CallAsync(One, Call("waiting"), impatient.Token);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        first.SetResult(HttpStatusCode.OK);
        await slow;
        Assert.True((await host.CallAsync(One, Call("next"), default)).IsSuccess);
    }

    [Fact]
    public async Task Idle_AfterTheTimeout_IsDeactivatedOnce()
    {
        var host = Open();
        await host.CallAsync(One, Call("m"), default);
        _clock.Advance(TimeSpan.FromSeconds(6));
        await host.CallAsync(One, Call("m"), default);
        _clock.Advance(TimeSpan.FromSeconds(6));
        Assert.True(host.IsActive(One));
        _clock.Advance(TimeSpan.FromSeconds(4));
        await UntilAsync(() => !host.IsActive(One));
        Assert.Equal("DELETE /actors/Inbox/1", _app.Calls.Last());
        _clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Single(_app.Calls, c => c.StartsWith("DELETE", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Idle_CallDuringDeactivation_WaitsAndActivatesAnew()
    {
        var deactivated = new TaskCompletionSource<HttpStatusCode>(TaskCreationOptions.RunContinuationsAsynchronously);
        _app.Answer = request => request.Method == HttpMethod.Delete ? deactivated.Task : Task.FromResult(HttpStatusCode.OK);
        var host = Open();
        await host.CallAsync(One, Call("m"), default);
        _clock.Advance(TimeSpan.FromSeconds(10));
        await UntilAsync(() => _app.Calls.Count == 2);
        var call = host.CallAsync(One, Call("m"), default);
        Assert.Equal(2, _app.Calls.Count);
        deactivated.SetResult(HttpStatusCode.OK);
        Assert.True((await call).IsSuccess);
        Assert.True(host.IsActive(One));
    }

    [Fact]
    public async Task FindAsync_TypeHostedNowhere_NullAfterFiveSeconds()
    {
        var placement = new ActorPlacement(_clock);
        var finding = placement.FindAsync(One, default);
        _clock.Advance(TimeSpan.FromSeconds(4));
        Assert.False(finding.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await finding);
    }

    [Fact]
    public async Task FindAsync_HostComesMeanwhile_Found()
    {
        var placement = new ActorPlacement(_clock);
        var finding = placement.FindAsync(One, default);
        var host = Open();
        placement.Add(host);
        Assert.Same(host, await finding);
        placement.Remove(host);
        Assert.False(placement.FindAsync(One, default).IsCompleted);
    }

    private static ActorCall Call(string method, string? turn = null) => new("method/" + method, "", [], ReadOnlyMemory<byte>.Empty, turn);

    private ActorHost Open(bool reentrant = false, int maxStackDepth = 32)
    {
        var types = new Dictionary<string, ActorTypeConfig> { ["Inbox"] = new(TimeSpan.FromSeconds(10), reentrant, maxStackDepth) };
        return _host = new ActorHost("alerting", new ActorConfig(types, TimeSpan.Zero), new ActorApp(_app, NullLogger.Instance), _clock);
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (!condition())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
