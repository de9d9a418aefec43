using VectorCare.Alerting.Charts;
using VectorCare.Contracts.Messages;

namespace VectorCare.Alerting.Rules.Conditions;

/// <summary>A current number against a threshold.</summary>
internal sealed class CompareCondition(TermPin term, Comparison comparison, Limit limit) : Condition
{
    /// <inheritdoc/>
    public override Truth Evaluate(in ChartView view)
    {
        if (!term.Applies(view))
            return Truth.False;
        if (view.Entry < 0 || !view.TryNumber(view.Entry, term.Code(view), out var number))
            return Truth.Unknown;
        return comparison.Holds(number, limit.In(view), view.Relax) ? Truth.True : Truth.False;
    }

    /// <inheritdoc/>
    public override bool IsTold(in ChartView view) => term.IsTold(view);

    /// <inheritdoc/>
    public override void Explain(in ChartView view, ICollection<AlertEvidence> evidence)
    {
        view.TryValue(view.Entry, term.Code(view), out var value);
        evidence.Add(new(term.Mdc(view), Limit.Text(value.Number ?? 0, term.Term.Unit!), limit.Show(view, comparison.Sign() + " "), value.At ?? view.Chart.Entries[view.Entry].At));
    }
}

/// <summary>A current enumeration in, or not in, a set of names.</summary>
internal sealed class EnumCondition(TermPin term, string[] names, bool inSet) : Condition
{
    /// <inheritdoc/>
    public override Truth Evaluate(in ChartView view)
    {
        if (!term.Applies(view))
            return Truth.False;
        if (view.Entry < 0 || !view.TryValue(view.Entry, term.Code(view), out var value) || value.Enum is null)
            return Truth.Unknown;
        return (Array.IndexOf(names, value.Enum) >= 0) == inSet ? Truth.True : Truth.False;
    }

    /// <inheritdoc/>
    public override bool IsTold(in ChartView view) => term.IsTold(view);

    /// <inheritdoc/>
    public override void Explain(in ChartView view, ICollection<AlertEvidence> evidence)
    {
        view.TryValue(view.Entry, term.Code(view), out var value);
        evidence.Add(new(term.Mdc(view), value.Enum!, (inSet ? "one of " : "other than ") + string.Join(", ", names), value.At ?? view.Chart.Entries[view.Entry].At));
    }
}

/// <summary>The quotient of two current numbers against a threshold; not comparable where another pair of terms differs.</summary>
internal sealed class RatioCondition(TermPin term, TermPin to, Comparison comparison, Limit limit, TermPin[] same) : Condition
{
    /// <inheritdoc/>
    public override Truth Evaluate(in ChartView view)
    {
        if (!term.Applies(view))
            return Truth.False;
        if (view.Entry < 0 || !view.TryNumber(view.Entry, term.Code(view), out var above) || !view.TryNumber(view.Entry, to.Code(view), out var below) || below <= 0)
            return Truth.Unknown;
        if (same.Length == 2 && view.TryNumber(view.Entry, same[0].Code(view), out var a) && view.TryNumber(view.Entry, same[1].Code(view), out var b) && Math.Abs(a - b) > 0.001)
            return Truth.Unknown;
        return comparison.Holds(above / below, limit.In(view), view.Relax) ? Truth.True : Truth.False;
    }

    /// <inheritdoc/>
    public override bool IsTold(in ChartView view) => term.IsTold(view);

    /// <inheritdoc/>
    public override void Explain(in ChartView view, ICollection<AlertEvidence> evidence)
    {
        view.TryNumber(view.Entry, term.Code(view), out var above);
        view.TryNumber(view.Entry, to.Code(view), out var below);
        evidence.Add(new(term.Mdc(view), Limit.Text(above, term.Term.Unit!), null, view.Chart.Entries[view.Entry].At));
        evidence.Add(new(to.Mdc(view), Limit.Text(below, to.Term.Unit!), limit.Show(view, "quotient " + comparison.Sign() + " "), view.Chart.Entries[view.Entry].At));
    }
}
