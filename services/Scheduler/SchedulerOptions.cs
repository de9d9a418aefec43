using System.ComponentModel.DataAnnotations;

namespace VectorCare.Scheduler;

/// <summary>Section <c>Scheduler</c>.</summary>
public sealed class SchedulerOptions
{
    /// <summary>Most polls in one batch, 1 to 1,000. Default 400: a vendor's share of a full slot goes out as one.</summary>
    [Range(1, 1000)]
    public int MaxBatchSize { get; set; } = 400;

    /// <summary>How long a claim is its owner's, in seconds, 1 to 120. Default 10.</summary>
    [Range(1, 120)]
    public int LeaseSeconds { get; set; } = 10;

    /// <summary>How long a claim is kept, in seconds; more than two cycles. Default 900.</summary>
    [Range(601, 86400)]
    public int ClaimTtlSeconds { get; set; } = 900;

    /// <summary>A tick so many milliseconds before its due instant is meant for it, 0 to 5,000. Default 500.</summary>
    [Range(0, 5000)]
    public int EarlyToleranceMs { get; set; } = 500;

    /// <summary>From so many milliseconds after the due instant a tick is stale and the watchdog takes the slot, 500 to 60,000. Default 3,000.</summary>
    [Range(500, 60000)]
    public int StaleAfterMs { get; set; } = 3000;

    /// <summary>Seconds between two rounds of the watchdog, 1 to 60. Default 5.</summary>
    [Range(1, 60)]
    public int WatchdogSeconds { get; set; } = 5;

    /// <summary>Seconds over which the watchdog spreads one vendor's whole population after an outage, 10 to 240. Default 90.</summary>
    [Range(10, 240)]
    public int CatchUpSeconds { get; set; } = 90;

    /// <summary>Seconds between two comparisons of all slot versions, 1 to 300; less than the registry's lead. Default 5.</summary>
    [Range(1, 300)]
    public int CompareSeconds { get; set; } = 5;

    /// <summary>Jobs that are registered at the same time, 1 to 64. Default 8.</summary>
    [Range(1, 64)]
    public int RegistrationParallelism { get; set; } = 8;

    /// <summary>Cycles the summary looks back, 2 to 2,016 (a week). Default 300.</summary>
    [Range(2, 2016)]
    public int LedgerCycles { get; set; } = 300;
}
