namespace VectorCare.Scraper.Idco;

/// <summary>When a value was measured: the date term of its group (for example <c>…_BATTERY_DTM</c>, or the end of a statistic's period), else what the observation itself states.</summary>
internal sealed class ObservationTimes
{
    private readonly List<(string Prefix, string Group, DateTimeOffset Time)> _dates = [];

    public ObservationTimes(IEnumerable<Observation> observations)
    {
        foreach (var observation in observations)
        {
            if (observation.Term.Kind == IdcoKind.Time && Prefix(observation.Term.Name) is { } prefix && observation.Instant is { } time)
                _dates.Add((prefix, observation.Group, time));
        }
    }

    /// <summary>The time of a value, or null where none is stated.</summary>
    public DateTimeOffset? Of(Observation observation)
    {
        foreach (var (prefix, group, time) in _dates)
        {
            if (observation.Term.Name.StartsWith(prefix, StringComparison.Ordinal) && (group.Length == 0 || group == observation.Group))
                return time;
        }

        return observation.Time;
    }

    private static string? Prefix(string name)
    {
        if (name.StartsWith("MDC_IDC_SESS_", StringComparison.Ordinal) || name.StartsWith("MDC_IDC_EPISODE_", StringComparison.Ordinal))
            return null;
        foreach (var suffix in (ReadOnlySpan<string>)["_DTM_END", "_DTM"])
        {
            if (name.EndsWith(suffix, StringComparison.Ordinal))
                return name[..^suffix.Length];
        }

        return null;
    }
}
