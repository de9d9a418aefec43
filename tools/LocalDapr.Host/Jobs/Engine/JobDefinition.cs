namespace LocalDapr.Jobs.Engine;

/// <summary>A job as it was registered.</summary>
/// <param name="Owner">Who is called: only the target connected under this name gets its ticks.</param>
/// <param name="Name">Name, unique for the owner.</param>
/// <param name="Timing">When it fires.</param>
/// <param name="Retry">What happens when a callback fails.</param>
/// <param name="Payload">What its owner keeps with it.</param>
internal sealed record JobDefinition(string Owner, string Name, JobTiming Timing, JobRetry Retry, byte[] Payload);

/// <summary>When a job fires, in the words it was registered with.</summary>
/// <param name="Schedule">Recurring schedule, or null.</param>
/// <param name="DueTime">Instant of the first tick, or null.</param>
/// <param name="Repeats">Number of ticks in all, or null.</param>
/// <param name="Ttl">When it ends, from the first instant on, or null.</param>
internal sealed record JobTiming(string? Schedule, string? DueTime, uint? Repeats, string? Ttl);

/// <summary>What happens when a callback fails.</summary>
/// <param name="Interval">Time between attempts; null loses the tick at once.</param>
/// <param name="MaxRetries">Further attempts; null for no limit.</param>
internal sealed record JobRetry(TimeSpan? Interval, uint? MaxRetries)
{
    /// <summary>Dapr's default: three more attempts, a second apart.</summary>
    public static readonly JobRetry Default = new(TimeSpan.FromSeconds(1), 3);

    /// <summary>No further attempt.</summary>
    public static readonly JobRetry Drop = new(null, null);
}
