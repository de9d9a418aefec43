using VectorCare.Alerting.Charts;
using VectorCare.Contracts.Messages;

namespace VectorCare.Alerting.Rules.Conditions;

/// <summary>At least so many of several conditions: one is "any", as many as there are is "all".</summary>
internal sealed class AtLeastCondition(Condition[] of, int count) : Condition
{
    /// <inheritdoc/>
    public override bool LooksAtEvents { get; } = Array.Exists(of, c => c.LooksAtEvents);

    /// <inheritdoc/>
    public override Truth Evaluate(in ChartView view)
    {
        int sure = 0, possible = 0;
        foreach (var condition in of)
        {
            var truth = condition.Evaluate(view);
            if (truth == Truth.True && ++sure == count)
                return Truth.True;
            if (truth == Truth.Unknown && condition.IsTold(view))
                possible++;
        }

        return sure + possible >= count ? Truth.Unknown : Truth.False;
    }

    /// <inheritdoc/>
    public override bool IsTold(in ChartView view)
    {
        foreach (var condition in of)
        {
            if (condition.IsTold(view))
                return true;
        }

        return false;
    }

    /// <inheritdoc/>
    public override long? DueAt(in ChartView view)
    {
        long? first = null;
        foreach (var condition in of)
        {
            if (condition.DueAt(view) is { } due && !(due >= first))
                first = due;
        }

        return first;
    }

    /// <inheritdoc/>
    public override void Explain(in ChartView view, ICollection<AlertEvidence> evidence)
    {
        foreach (var condition in of)
        {
            if (condition.Evaluate(view) == Truth.True)
                condition.Explain(view, evidence);
        }
    }
}

/// <summary>The opposite.</summary>
internal sealed class NotCondition(Condition of) : Condition
{
    /// <inheritdoc/>
    public override bool LooksAtEvents => of.LooksAtEvents;

    /// <inheritdoc/>
    public override Truth Evaluate(in ChartView view) => (Truth)((int)Truth.True - (int)of.Evaluate(view));

    /// <inheritdoc/>
    public override bool IsTold(in ChartView view) => of.IsTold(view);

    /// <inheritdoc/>
    public override long? DueAt(in ChartView view) => of.DueAt(view);

    /// <inheritdoc/>
    public override void Explain(in ChartView view, ICollection<AlertEvidence> evidence) =>
        evidence.Add(new("condition", "does not hold", null, null));
}

/// <summary>Something has not been seen for a time; judged on connectivity, not on a chart.</summary>
/// <param name="kind">What began the silence.</param>
/// <param name="days">How long it must last, in days; 0 for at once.</param>
internal sealed class SilenceCondition(ConnectivityKind kind, Limit days) : Condition
{
    /// <summary>What began the silence.</summary>
    public ConnectivityKind Kind => kind;

    /// <summary>How long a silence that began at an instant must last.</summary>
    public TimeSpan Lasts(Thresholds.ThresholdTimeline thresholds, DateTimeOffset since) => TimeSpan.FromDays(thresholds.At(since.ToUnixTimeMilliseconds()).Values[days.Threshold.Slot]);

    /// <inheritdoc/>
    public override Truth Evaluate(in ChartView view) => Truth.Unknown;

    /// <inheritdoc/>
    public override void Explain(in ChartView view, ICollection<AlertEvidence> evidence)
    {
        // Connectivity states its own evidence: there is no chart to read it from.
    }
}
