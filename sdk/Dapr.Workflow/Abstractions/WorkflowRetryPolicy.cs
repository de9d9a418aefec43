namespace Dapr.Workflow;

/// <summary>How failed activities and child workflows are tried again; the waits are durable.</summary>
public class WorkflowRetryPolicy
{
    /// <summary>Creates a policy.</summary>
    /// <param name="maxNumberOfAttempts">Attempts in all, at least 1.</param>
    /// <param name="firstRetryInterval">Wait before the second attempt, more than zero.</param>
    /// <param name="backoffCoefficient">Factor from wait to wait, at least 1 (default).</param>
    /// <param name="maxRetryInterval">Longest wait; default one hour for the check, no bound for the waits.</param>
    /// <param name="retryTimeout">No attempt begins later than this after the first; default never.</param>
    public WorkflowRetryPolicy(int maxNumberOfAttempts, TimeSpan firstRetryInterval, double backoffCoefficient = 1.0, TimeSpan? maxRetryInterval = null, TimeSpan? retryTimeout = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxNumberOfAttempts);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(firstRetryInterval, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(backoffCoefficient, 1.0);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxRetryInterval ?? TimeSpan.FromHours(1), firstRetryInterval, nameof(maxRetryInterval));
        var timeout = retryTimeout ?? Timeout.InfiniteTimeSpan;
        if (timeout != Timeout.InfiniteTimeSpan)
            ArgumentOutOfRangeException.ThrowIfLessThan(timeout, firstRetryInterval, nameof(retryTimeout));
        MaxNumberOfAttempts = maxNumberOfAttempts;
        FirstRetryInterval = firstRetryInterval;
        BackoffCoefficient = backoffCoefficient;
        MaxRetryInterval = maxRetryInterval;
        RetryTimeout = timeout;
    }

    /// <summary>Attempts in all.</summary>
    public int MaxNumberOfAttempts { get; }

    /// <summary>Wait before the second attempt.</summary>
    public TimeSpan FirstRetryInterval { get; }

    /// <summary>Factor from wait to wait.</summary>
    public double BackoffCoefficient { get; }

    /// <summary>Longest wait, or null.</summary>
    public TimeSpan? MaxRetryInterval { get; }

    /// <summary>No attempt begins later than this after the first.</summary>
    public TimeSpan RetryTimeout { get; }

    // The wait after a number of failed attempts, or null when no further attempt may begin.
    internal TimeSpan? Next(int failed, TimeSpan sinceFirst)
    {
        if (failed >= MaxNumberOfAttempts || (RetryTimeout != Timeout.InfiniteTimeSpan && sinceFirst >= RetryTimeout))
            return null;
        var longest = (MaxRetryInterval ?? TimeSpan.FromDays(3650)).TotalMilliseconds;
        return TimeSpan.FromMilliseconds(Math.Min(FirstRetryInterval.TotalMilliseconds * Math.Pow(BackoffCoefficient, failed - 1), longest));
    }
}
