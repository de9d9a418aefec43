using VectorCare.Alerting.Charts;
using VectorCare.Contracts.Messages;

namespace VectorCare.Alerting.Rules.Conditions;

/// <summary>A current number against the median of its recent past in the same device, in per cent of the median.</summary>
/// <param name="term">Term.</param>
/// <param name="limit">Change in per cent from which it holds.</param>
/// <param name="days">Length of the past in days.</param>
/// <param name="samples">Least number of values a median needs.</param>
/// <param name="bothWays">A rise counts as well as a fall.</param>
internal sealed class ChangeCondition(TermPin term, Limit limit, double days, int samples, bool bothWays) : Condition
{
    private const int MostSamples = 64;

    /// <inheritdoc/>
    public override Truth Evaluate(in ChartView view)
    {
        if (!term.Applies(view))
            return Truth.False;
        if (!TryChange(view, out _, out var median, out var change))
            return Truth.Unknown;
        if (median <= 0)
            return Truth.Unknown;
        return Comparison.AtLeast.Holds(bothWays ? Math.Abs(change) : -change, limit.In(view), view.Relax) ? Truth.True : Truth.False;
    }

    /// <inheritdoc/>
    public override bool IsTold(in ChartView view) => term.IsTold(view);

    /// <inheritdoc/>
    public override void Explain(in ChartView view, ICollection<AlertEvidence> evidence)
    {
        TryChange(view, out var number, out var median, out var change);
        evidence.Add(new(
            term.Mdc(view),
            $"{Limit.Text(number, term.Term.Unit!)}, {Limit.Text(change, "%")} against a {days:0}-day median of {Limit.Text(median, term.Term.Unit!)}",
            limit.Show(view, bothWays ? "± " : "fall ≥ "),
            view.Chart.Entries[view.Entry].At));
    }

    private bool TryChange(in ChartView view, out double number, out double median, out double change)
    {
        (number, median, change) = (0, 0, 0);
        var code = term.Code(view);
        if (view.Entry < 0 || !view.TryNumber(view.Entry, code, out number))
            return false;
        Span<double> past = stackalloc double[MostSamples];
        var count = 0;
        var since = view.Chart.Times[view.Entry] - (long)(days * 86_400_000);
        for (var i = view.Entry - 1; i >= view.Chart.SegmentStarts[view.Entry] && view.Chart.Times[i] >= since && count < MostSamples; i--)
        {
            if (view.TryNumber(i, code, out var value))
                past[count++] = value;
        }

        if (count < samples)
            return false;
        past = past[..count];
        past.Sort();
        median = count % 2 == 1 ? past[count / 2] : (past[(count / 2) - 1] + past[count / 2]) / 2;
        change = median == 0 ? 0 : (number - median) / median * 100;
        return true;
    }
}

/// <summary>The rise of a counter since its last value in the same device. A falling counter starts a new baseline.</summary>
/// <param name="term">Counter.</param>
/// <param name="limit">Rise from which it holds, as a number or per day.</param>
/// <param name="perDay">The rise is divided by the days since the last value, at least one.</param>
/// <param name="days">Greatest age of the last value in days.</param>
internal sealed class IncreaseCondition(TermPin term, Limit limit, bool perDay, double days) : Condition
{
    /// <inheritdoc/>
    public override Truth Evaluate(in ChartView view)
    {
        if (!term.Applies(view))
            return Truth.False;
        if (view.Event >= 0 || !TryRise(view, out _, out _, out var rise))
            return Truth.Unknown;
        return rise > 0 && Comparison.AtLeast.Holds(rise, limit.In(view), 0) ? Truth.True : Truth.False;
    }

    /// <inheritdoc/>
    public override bool IsTold(in ChartView view) => term.IsTold(view);

    /// <inheritdoc/>
    public override void Explain(in ChartView view, ICollection<AlertEvidence> evidence)
    {
        TryRise(view, out var before, out var now, out _);
        evidence.Add(new(term.Mdc(view), $"{before:0.###} → {now:0.###}", limit.Show(view, "rise ≥ "), view.Chart.Entries[view.Entry].At));
    }

    private bool TryRise(in ChartView view, out double before, out double now, out double rise)
    {
        (before, now, rise) = (0, 0, 0);
        var code = term.Code(view);
        if (view.Entry < 0 || !view.TryNumber(view.Entry, code, out now))
            return false;
        for (var i = view.Entry - 1; i >= view.Chart.SegmentStarts[view.Entry]; i--)
        {
            if (!view.TryNumber(i, code, out before))
                continue;
            var span = (view.Chart.Times[view.Entry] - view.Chart.Times[i]) / 86_400_000.0;
            if (span > days)
                return false;
            rise = now < before ? 0 : perDay ? (now - before) / Math.Max(1, span) : now - before;
            return true;
        }

        return false;
    }
}

/// <summary>A condition that has held for a time: what an entry tells lasts until another entry tells otherwise.</summary>
internal sealed class LastingCondition(Condition of, Limit hours) : Condition
{
    /// <inheritdoc/>
    public override Truth Evaluate(in ChartView view)
    {
        if (view.Entry < 0 || view.Event >= 0)
            return Truth.Unknown;
        var now = of.Evaluate(view);
        if (now != Truth.True)
            return now;
        return Comparison.Greater.Holds(HeldMs(view) / 3_600_000.0, hours.In(view), 0) ? Truth.True : view.Relax > 0 ? Truth.Unknown : Truth.False;
    }

    /// <inheritdoc/>
    public override bool IsTold(in ChartView view) => of.IsTold(view);

    /// <inheritdoc/>
    public override long? DueAt(in ChartView view) =>
        view.Entry >= 0 && view.Event < 0 && of.Evaluate(view) == Truth.True ? view.Thresholds.FirstOver(hours.Threshold.Slot, 3_600_000, SinceMs(view), view.AtMs) : null;

    /// <inheritdoc/>
    public override void Explain(in ChartView view, ICollection<AlertEvidence> evidence)
    {
        of.Explain(view, evidence);
        evidence.Add(new("duration", Limit.Text(HeldMs(view) / 3_600_000.0, "h"), hours.Show(view, "> "), null));
    }

    private long HeldMs(in ChartView view) => view.AtMs - SinceMs(view);

    private long SinceMs(in ChartView view)
    {
        var since = view.Chart.Times[view.Entry];
        for (var i = view.Entry - 1; i >= view.Chart.SegmentStarts[view.Entry]; i--)
        {
            var truth = of.Evaluate(view with { Entry = i, AtMs = view.Chart.Times[i] });
            if (truth == Truth.False)
                break;
            if (truth == Truth.True)
                since = view.Chart.Times[i];
        }

        return since;
    }
}
