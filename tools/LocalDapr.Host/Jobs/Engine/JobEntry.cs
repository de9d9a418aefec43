namespace LocalDapr.Jobs.Engine;

/// <summary>A job in the scheduler, with its counter. Guarded by the scheduler's lock.</summary>
internal sealed class JobEntry(JobDefinition definition, JobPlan plan, uint count, DateTimeOffset? last)
{
    /// <summary>The job.</summary>
    public JobDefinition Definition => definition;

    /// <summary>Its timing.</summary>
    public JobPlan Plan => plan;

    /// <summary>Ticks done.</summary>
    public uint Count { get; private set; } = count;

    /// <summary>Planned instant of the last tick done.</summary>
    public DateTimeOffset? Last { get; private set; } = last;

    /// <summary>Planned instant of the tick at hand; null when the job is over, or its schedule names a day that never comes.</summary>
    public DateTimeOffset? Tick { get; private set; } = plan.Next(count, last);

    /// <summary>When the tick at hand is attempted next.</summary>
    public DateTimeOffset? AttemptAt { get; private set; } = plan.Next(count, last);

    /// <summary>Attempts of the tick at hand that failed.</summary>
    public uint Failures { get; private set; }

    /// <summary>What it is doing.</summary>
    public JobPhase Phase { get; set; }

    /// <summary>True for a job that will never fire again and is therefore deleted.</summary>
    public bool IsOver => Tick is null && Last is not null;

    /// <summary>The tick at hand is done.</summary>
    public void Advance()
    {
        Count++;
        Last = Tick;
        Failures = 0;
        Tick = AttemptAt = plan.Next(Count, Last);
    }

    /// <summary>The tick at hand failed. Attempts count from the planned instant: behind schedule they follow each other at once.</summary>
    public void Fail()
    {
        if (definition.Retry.Interval is not { } interval || Failures >= definition.Retry.MaxRetries)
        {
            Advance();
            return;
        }
        Failures++;
        AttemptAt += interval;
    }
}

/// <summary>What a job is doing.</summary>
internal enum JobPhase
{
    /// <summary>Waits for its instant.</summary>
    Waiting,

    /// <summary>A delivery is under way.</summary>
    Running,

    /// <summary>Due, but its owner is away.</summary>
    Staged,

    /// <summary>Deleted or replaced.</summary>
    Gone,
}
