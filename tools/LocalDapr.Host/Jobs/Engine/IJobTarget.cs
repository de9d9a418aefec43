namespace LocalDapr.Jobs.Engine;

/// <summary>Where an owner's ticks go.</summary>
internal interface IJobTarget
{
    /// <summary>Delivers a tick.</summary>
    /// <param name="job">The job.</param>
    /// <param name="cancellationToken">The target was disconnected.</param>
    /// <returns>How it went; an exception counts as <see cref="JobOutcome.Failed"/>.</returns>
    Task<JobOutcome> TriggerAsync(JobDefinition job, CancellationToken cancellationToken);
}

/// <summary>How a delivery went; a metric tag.</summary>
internal enum JobOutcome
{
    /// <summary>Taken.</summary>
    Succeeded,

    /// <summary>Refused; the failure policy applies.</summary>
    Failed,

    /// <summary>Nobody to deliver to; the tick waits for the owner to come back.</summary>
    Undeliverable,
}
