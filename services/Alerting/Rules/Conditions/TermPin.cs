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

    private int ChannelOf(in ChartView view) => Pinned >= 0 ? Pinned : Math.Max(view.Channel, 0);
}
