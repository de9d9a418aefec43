using LocalDapr.Cel;
using LocalDapr.Resiliency;
using LocalDapr.Tests.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace LocalDapr.Tests.Resiliency;

public sealed class PolicyTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly List<TimeSpan> _attempts = [];
    private DateTimeOffset? _start;

    [Theory]
    [InlineData("429, 503")]
    [InlineData("600")]
    [InlineData("14")]
    [InlineData("503-500")]
    [InlineData("4xx")]
    public void StatusCodeRanges_WhatDaprRefuses_IsMalformed(string codes) =>
        Assert.Throws<FormatException>(() => StatusCodeRanges.ParseHttp(codes));

    [Fact]
    public async Task RunAsync_NoPolicy_MakesOneAttempt()
    {
        Assert.Equal(500, await RunAsync(Engine(new PolicyNames()), 500, 200));
        Assert.Single(_attempts);
    }

    [Fact]
    public async Task RunAsync_ConstantRetry_WaitsItsDurationAndGivesLastResult()
    {
        Assert.Equal(503, await RunAsync(Engine(new PolicyNames(Retry: "twice")), 500, 500, 503, 200));
        Assert.Equal([0, 200, 400], _attempts.Select(a => a.TotalMilliseconds));
    }

    [Fact]
    public async Task RunAsync_ZeroRetries_MakesOneAttempt()
    {
        Assert.Equal(500, await RunAsync(Engine(new PolicyNames(Retry: "zero")), 500, 200));
        Assert.Single(_attempts);
    }

    [Fact]
    public async Task RunAsync_ExponentialRetry_WaitsWithinItsSpread()
    {
        Assert.Equal(500, await RunAsync(Engine(new PolicyNames(Retry: "grow")), 500, 500, 500, 500, 200));
        Assert.Equal(4, _attempts.Count);
        Assert.InRange(_attempts[1].TotalMilliseconds, 250, 751);
        Assert.InRange((_attempts[2] - _attempts[1]).TotalMilliseconds, 375, 1126);
    }

    [Theory]
    [InlineData(429, 3)]
    [InlineData(503, 3)]
    [InlineData(500, 1)]
    [InlineData(404, 1)]
    public async Task RunAsync_Matching_RetriesOnlyListedStatuses(int status, int attempts)
    {
        await RunAsync(Engine(new PolicyNames(Retry: "some")), status, status, status);
        Assert.Equal(attempts, _attempts.Count);
    }

    [Fact]
    public async Task RunAsync_Timeout_CountsPerAttemptAndIsRetriedWhateverMatches()
    {
        var policy = Engine(new PolicyNames(Timeout: "short", Retry: "some")).App("app", "app:x");
        var running = Drive(() => policy.RunAsync(
            async token =>
            {
                Note();
                var never = new TaskCompletionSource<int>();
                await using var ending = token.Register(() => never.TrySetCanceled(token));
                return await never.Task;
            },
            Judge,
            CancellationToken.None));
        var error = await Assert.ThrowsAsync<TimeoutException>(() => running);
        Assert.Equal("context deadline exceeded", error.Message);
        Assert.Equal([0, 700, 1400], _attempts.Select(a => a.TotalMilliseconds));
    }

    [Fact]
    public async Task RunAsync_PermanentException_IsNotRetried()
    {
        var policy = Engine(new PolicyNames(Retry: "twice")).App("app", "app:x");
        await Assert.ThrowsAsync<PermanentException>(() => policy.RunAsync<int>(
            _ =>
            {
                Note();
                throw new PermanentException("no");
            },
            Judge,
            CancellationToken.None));
        Assert.Single(_attempts);
    }

    [Fact]
    public async Task RunAsync_BreakerTripsBetweenRetries_EndsWithBreakersError()
    {
        var engine = Engine(new PolicyNames(Retry: "twice", CircuitBreaker: "two"));
        var error = await Assert.ThrowsAsync<BreakerOpenException>(() => RunAsync(engine, 500, 500, 200));
        Assert.Equal("circuit breaker is open", error.Message);
        Assert.Equal(2, _attempts.Count);
    }

    [Fact]
    public async Task RunAsync_HalfOpen_LetsOneTrialThroughAndCloses()
    {
        var engine = Engine(new PolicyNames(CircuitBreaker: "two"));
        await RunAsync(engine, 500);
        await RunAsync(engine, 404);
        await Assert.ThrowsAsync<BreakerOpenException>(() => RunAsync(engine, 200));
        _clock.Advance(TimeSpan.FromSeconds(2.1));
        var trial = new TaskCompletionSource<int>();
        var running = engine.App("app", "app:x").RunAsync(_ => trial.Task, Judge, CancellationToken.None);
        var refused = await Assert.ThrowsAsync<BreakerOpenException>(() => RunAsync(engine, 200));
        Assert.Equal("too many requests", refused.Message);
        trial.SetResult(200);
        Assert.Equal(200, await running);
        Assert.Equal(200, await RunAsync(engine, 200));
    }

    [Fact]
    public async Task RunAsync_TrialFails_OpensAgainForWholeTime()
    {
        var engine = Engine(new PolicyNames(CircuitBreaker: "two"));
        await RunAsync(engine, 500);
        await RunAsync(engine, 500);
        _clock.Advance(TimeSpan.FromSeconds(2.1));
        Assert.Equal(500, await RunAsync(engine, 500));
        _clock.Advance(TimeSpan.FromSeconds(1.9));
        await Assert.ThrowsAsync<BreakerOpenException>(() => RunAsync(engine, 200));
    }

    [Fact]
    public async Task RunAsync_Interval_ClearsCountsWhileClosed()
    {
        var engine = Engine(new PolicyNames(CircuitBreaker: "window"));
        await RunAsync(engine, 500);
        _clock.Advance(TimeSpan.FromSeconds(1.1));
        await RunAsync(engine, 500);
        Assert.Equal(200, await RunAsync(engine, 200));
    }

    [Fact]
    public async Task RunAsync_RatioOfWholeNumbers_DividesToWholeNumbers()
    {
        var engine = Engine(new PolicyNames(CircuitBreaker: "ratio"));
        await RunAsync(engine, 200);
        foreach (var _ in Enumerable.Range(0, 5))
            Assert.Equal(500, await RunAsync(engine, 500));
        var other = Engine(new PolicyNames(CircuitBreaker: "ratio"));
        await RunAsync(other, 500);
        await RunAsync(other, 500);
        await Assert.ThrowsAsync<BreakerOpenException>(() => RunAsync(other, 200));
    }

    [Fact]
    public async Task RunAsync_TripWithUnknownVariable_NeverOpens()
    {
        var engine = Engine(new PolicyNames(CircuitBreaker: "strange"));
        foreach (var _ in Enumerable.Range(0, 20))
            Assert.Equal(500, await RunAsync(engine, 500));
    }

    [Fact]
    public async Task RunAsync_OtherBreakerKey_HasBreakerOfItsOwn()
    {
        var engine = Engine(new PolicyNames(CircuitBreaker: "two"));
        await RunAsync(engine, 500);
        await RunAsync(engine, 500);
        Assert.Equal(200, await engine.App("app", "app:y").RunAsync(_ => Task.FromResult(200), Judge, CancellationToken.None));
    }

    [Fact]
    public async Task App_WithoutTarget_TakesDefaultsByNameAndTargetedDoesNot()
    {
        var engine = Engine(new PolicyNames(Timeout: "short"), new Dictionary<string, RetrySpec> { ["DefaultAppRetryPolicy"] = new() { Duration = TimeSpan.FromMilliseconds(100), MaxRetries = 4 } });
        Assert.True(engine.App("other", "other:x").HasRetry);
        Assert.False(engine.App("app", "app:x").HasRetry);
        Assert.False(engine.Inbound("pubsub").HasRetry);
        await RunAsync(engine, 200);
    }

    private static Verdict Judge(int status) => status < 400 ? Verdict.Ok : new Verdict(Success: false, HttpStatus: status);

    private static RetrySpec Constant(int milliseconds, int retries, string? matching = null) =>
        new() { Duration = TimeSpan.FromMilliseconds(milliseconds), MaxRetries = retries, HttpStatusCodes = StatusCodeRanges.ParseHttp(matching) };

    private static BreakerSpec Breaker(string trip, TimeSpan interval = default) =>
        new() { Timeout = TimeSpan.FromSeconds(2), Interval = interval, Trip = CelExpression.Parse(trip) };

    private ResiliencyEngine Engine(PolicyNames app, Dictionary<string, RetrySpec>? more = null)
    {
        var retries = new Dictionary<string, RetrySpec>(more ?? [])
        {
            ["twice"] = Constant(200, 2),
            ["zero"] = Constant(200, 0),
            ["some"] = Constant(200, 2, "429,502-504"),
            ["grow"] = new() { Exponential = true, MaxRetries = 3, MaxInterval = TimeSpan.FromSeconds(2) },
        };
        var policies = new ResiliencyPolicies
        {
            Timeouts = new Dictionary<string, TimeSpan> { ["short"] = TimeSpan.FromMilliseconds(500) },
            Retries = retries,
            CircuitBreakers = new Dictionary<string, BreakerSpec>
            {
                ["two"] = Breaker("consecutiveFailures >= 2"),
                ["window"] = Breaker("consecutiveFailures >= 2", TimeSpan.FromSeconds(1)),
                ["ratio"] = Breaker("requests >= 2 && totalFailures / requests >= 0.5"),
                ["strange"] = Breaker("failures >= 2"),
            },
        };
        var targets = new ResiliencyTargets { Apps = new Dictionary<string, PolicyNames> { ["app"] = app } };
        return new ResiliencyEngine(TestResources.Create(TestResources.Policies(policies, targets)), _clock);
    }

    private Task<int> RunAsync(ResiliencyEngine engine, params int[] statuses)
    {
        var next = 0;
        _attempts.Clear();
        _start = _clock.GetUtcNow();
        return Drive(() => engine.App("app", "app:x").RunAsync(
            _ =>
            {
                Note();
                return Task.FromResult(statuses[next++]);
            },
            Judge,
            CancellationToken.None));
    }

    // Without a synchronization context everything goes on inside Advance, on this thread: each step of the clock is worked off before the next.
    private Task<T> Drive<T>(Func<Task<T>> start)
    {
        var before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            var running = start();
            for (var step = 0; step < 10_000 && !running.IsCompleted; step++)
                _clock.Advance(TimeSpan.FromMilliseconds(1));
            return running.WaitAsync(TimeSpan.FromSeconds(10));
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    private void Note() => _attempts.Add(_clock.GetUtcNow() - (_start ??= _clock.GetUtcNow()));
}
