using System.Runtime.ExceptionServices;
using LocalDapr.Faults;

namespace LocalDapr.Resiliency;

/// <summary>The policies of one target put together.</summary>
/// <param name="target">App, endpoint or component, for the faults of tests.</param>
/// <param name="faults">Faults put on targets, or null where none can be.</param>
/// <param name="timeout">Timeout of an attempt, or null.</param>
/// <param name="retry">Retry, or null.</param>
/// <param name="breaker">Breaker, or null.</param>
/// <param name="clock">The clock.</param>
internal sealed class Policy(string target, LocalDaprFaults? faults, TimeSpan? timeout, RetrySpec? retry, CircuitBreaker? breaker, TimeProvider clock) : IPolicy
{
    /// <inheritdoc />
    public bool HasRetry => retry is not null;

    /// <inheritdoc />
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> attempt, Func<T, Verdict> judge, CancellationToken cancellationToken)
    {
        if (retry is null)
        {
            var only = await AttemptAsync(attempt, judge, cancellationToken);
            only.Error?.Throw();
            return only.Result;
        }

        var backoff = new Backoff(retry, clock);
        while (true)
        {
            var outcome = await AttemptAsync(attempt, judge, cancellationToken);
            if (!MayRetry(outcome.Verdict) || cancellationToken.IsCancellationRequested || !backoff.TryNext(out var wait))
            {
                outcome.Error?.Throw();
                return outcome.Result;
            }

            if (wait > TimeSpan.Zero)
                await Task.Delay(wait, clock, cancellationToken);
        }
    }

    private async Task<Outcome<T>> AttemptAsync<T>(Func<CancellationToken, Task<T>> attempt, Func<T, Verdict> judge, CancellationToken cancellationToken)
    {
        var generation = breaker?.Enter() ?? 0;
        Outcome<T> outcome;
        try
        {
            var result = await LimitedAsync(attempt, cancellationToken);
            outcome = new(result, judge(result), null);
        }
        catch (Exception e)
        {
            outcome = new(default!, new Verdict(Success: false, Permanent: e is PermanentException or BreakerOpenException), ExceptionDispatchInfo.Capture(e));
        }

        breaker?.Leave(generation, outcome.Verdict.Success);
        return outcome;
    }

    private async Task<T> LimitedAsync<T>(Func<CancellationToken, Task<T>> attempt, CancellationToken cancellationToken)
    {
        if (timeout is not { } limit)
        {
            await FaultsAsync(cancellationToken);
            return await attempt(cancellationToken);
        }

        using var deadline = new CancellationTokenSource(limit, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            await FaultsAsync(both.Token);
            return await attempt(both.Token);
        }
        catch (Exception e) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested && e is not PermanentException)
        {
            throw new TimeoutException("context deadline exceeded", e);
        }
    }

    private ValueTask FaultsAsync(CancellationToken cancellationToken) =>
        faults?.PassAsync(target, clock, cancellationToken) ?? ValueTask.CompletedTask;

    private bool MayRetry(Verdict verdict) =>
        !verdict.Success
        && !verdict.Permanent
        && (verdict.HttpStatus is not { } http || retry!.HttpStatusCodes.Contains(http))
        && (verdict.GrpcStatus is not { } grpc || retry!.GrpcStatusCodes.Contains(grpc));

    private readonly record struct Outcome<T>(T Result, Verdict Verdict, ExceptionDispatchInfo? Error);
}
