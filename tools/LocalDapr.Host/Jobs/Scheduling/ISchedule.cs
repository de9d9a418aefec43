namespace LocalDapr.Jobs.Scheduling;

/// <summary>A recurring schedule.</summary>
internal interface ISchedule
{
    /// <summary>The tick after an instant.</summary>
    /// <param name="instant">The instant.</param>
    /// <returns>The tick, or null when there is none any more.</returns>
    DateTimeOffset? Next(DateTimeOffset instant);
}

/// <summary>A fixed period, counted from the tick before; <c>@every 500ms</c>.</summary>
internal sealed class EverySchedule(TimeSpan period) : ISchedule
{
    /// <inheritdoc />
    public DateTimeOffset? Next(DateTimeOffset instant) => instant + period;
}
