using VectorCare.Alerting.Charts;
using VectorCare.Contracts.Messages;

namespace VectorCare.Alerting.Rules.Conditions;

/// <summary>Number of a device event that a check looks at.</summary>
internal enum EventField
{
    /// <summary>Seconds.</summary>
    Duration,

    /// <summary>Per minute.</summary>
    VentricularRate,

    /// <summary>Per minute.</summary>
    AtrialRate,

    /// <summary>Shocks.</summary>
    Shocks,

    /// <summary>Sequences of anti-tachycardia pacing.</summary>
    Atp,

    /// <summary>Beats: rate times duration.</summary>
    Beats,
}

/// <summary>A check of an event's number.</summary>
/// <param name="Field">The number.</param>
/// <param name="Comparison">The order.</param>
/// <param name="Limit">The threshold.</param>
/// <param name="AbsentCounts">An absent number counts as if it passed.</param>
internal sealed record EventCheck(EventField Field, Comparison Comparison, Limit Limit, bool AbsentCounts)
{
    /// <summary>The number, or null where absent.</summary>
    public double? Of(DeviceEpisode episode) => Field switch
    {
        EventField.Duration => episode.DurationSeconds,
        EventField.VentricularRate => episode.VentricularRateBpm,
        EventField.AtrialRate => episode.AtrialRateBpm,
        EventField.Shocks => episode.ShocksDelivered,
        EventField.Atp => episode.AtpDelivered,
        _ => episode.VentricularRateBpm * episode.DurationSeconds / 60,
    };
}

/// <summary>A device event of some types, with checks.</summary>
/// <param name="types">Types by number; empty for any.</param>
/// <param name="checks">All must pass.</param>
/// <param name="resultNotIn">The therapy's result is stated and none of these; empty for any.</param>
/// <param name="first">The first event of these types of the patient, whose history is known.</param>
internal sealed class EventCondition(EpisodeType[] types, EventCheck[] checks, string[] resultNotIn, bool first) : Condition
{
    /// <inheritdoc/>
    public override bool LooksAtEvents => true;

    /// <inheritdoc/>
    public override Truth Evaluate(in ChartView view)
    {
        if (view.Event < 0)
            return Truth.False;
        var found = view.Chart.Events[view.Event];
        var episode = found.Episode;
        if (types.Length > 0 && Array.IndexOf(types, episode.Type) < 0)
            return Truth.False;
        foreach (var check in checks)
        {
            if (check.Of(episode) is { } number ? !check.Comparison.Holds(number, check.Limit.In(view), 0) : !check.AbsentCounts)
                return Truth.False;
        }

        if (resultNotIn.Length > 0 && (episode.TherapyResult is not { Length: > 0 } result || Array.IndexOf(resultNotIn, result) >= 0))
            return Truth.False;
        return !first || IsFirst(view) ? Truth.True : Truth.False;
    }

    /// <inheritdoc/>
    public override void Explain(in ChartView view, ICollection<AlertEvidence> evidence)
    {
        var episode = view.Chart.Events[view.Event].Episode;
        evidence.Add(new("MDC_IDC_EPISODE_TYPE", episode.Type.ToString(), first ? "first ever" : null, episode.Start));
        foreach (var check in checks)
            evidence.Add(new(check.Field.ToString(), check.Of(episode) is { } n ? Limit.Text(n, check.Limit.Threshold.Unit) : "absent, counts", check.Limit.Show(view, check.Comparison.Sign() + " "), episode.Start));
        if (resultNotIn.Length > 0)
            evidence.Add(new("MDC_IDC_EPISODE_THERAPY_RESULT", episode.TherapyResult!, "other than " + string.Join(", ", resultNotIn), episode.Start));
    }

    private bool IsFirst(in ChartView view)
    {
        if (view.Chart.BaselineAt is null || view.Chart.HadAtAf)
            return false;
        for (var i = 0; i < view.Event; i++)
        {
            if (Array.IndexOf(types, view.Chart.Events[i].Episode.Type) >= 0)
                return false;
        }

        return true;
    }
}

/// <summary>The number of events in a window that ends at the point.</summary>
internal sealed class CountCondition(Condition of, double hours, Limit limit) : Condition
{
    /// <inheritdoc/>
    public override bool LooksAtEvents => true;

    /// <inheritdoc/>
    public override Truth Evaluate(in ChartView view) =>
        Comparison.AtLeast.Holds(Count(view, null), limit.In(view), 0) ? Truth.True : Truth.False;

    /// <inheritdoc/>
    public override void Explain(in ChartView view, ICollection<AlertEvidence> evidence)
    {
        evidence.Add(new("events", $"{Count(view, null)} in {hours:0} h", limit.Show(view, "≥ "), null));
        Count(view, evidence);
    }

    private int Count(in ChartView view, ICollection<AlertEvidence>? evidence)
    {
        var since = view.AtMs - (long)(hours * 3_600_000);
        var count = 0;
        for (var i = view.Chart.Events.Length - 1; i >= 0; i--)
        {
            var found = view.Chart.Events[i];
            if (found.StartMs > view.AtMs)
                continue;
            if (found.StartMs <= since)
                break;
            // Each by the thresholds of its own time.
            if (of.Evaluate(view with { Event = i, AtMs = found.StartMs, Relax = 0 }) != Truth.True)
                continue;
            count++;
            evidence?.Add(new("MDC_IDC_EPISODE_TYPE", found.Episode.Type.ToString(), null, found.Episode.Start));
        }

        return count;
    }
}
