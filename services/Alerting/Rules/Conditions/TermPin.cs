using VectorCare.Alerting.Charts;

namespace VectorCare.Alerting.Rules.Conditions;

/// <summary>A term as a condition uses it: with the rule's channel, or pinned to one.</summary>
/// <param name="Term">The term.</param>
/// <param name="Pinned">Channel it is pinned to, or -1.</param>
internal sealed record TermPin(Term Term, int Pinned)
{
    /// <summary>Whether it speaks about the view's channel.</summary>
    public bool Applies(in ChartView view) => view.Channel < 0 || Pinned < 0 || view.Channel == Pinned;

    /// <summary>Canonical code in a view.</summary>
    public int Code(in ChartView view) => Term.CodeOf(ChannelOf(view));

    /// <summary>Reference id in a view.</summary>
    public string Mdc(in ChartView view) => Term.MdcOf(ChannelOf(view));

    /// <summary>Whether the device of the view's entry has told the term by then.</summary>
    public bool IsTold(in ChartView view)
    {
        var code = Code(view);
        for (var i = view.Entry; i >= 0 && i >= view.Chart.SegmentStarts[view.Entry]; i--)
        {
            if (view.TryValue(i, code, out _))
                return true;
        }

        return false;
    }

    private int ChannelOf(in ChartView view) => Pinned >= 0 ? Pinned : Math.Max(view.Channel, 0);
}
