using Microsoft.ML.Data;
using VectorCare.Scraper.Markup;
using VendorSim.Changes;

namespace VectorCare.Bench.Markup.Training;

/// <summary>A page that was judged, with what was right.</summary>
internal sealed class MarkupRow
{
    /// <summary>What the classifier sees.</summary>
    [VectorType]
    public float[] Features { get; init; } = [];

    /// <summary>What is right, in the order of <see cref="MarkupVerdict"/>.</summary>
    [KeyType(3)]
    public uint Label { get; init; }

    /// <summary>Weight: every class weighs the same.</summary>
    public float Weight { get; set; }

    /// <summary>The row of a judgement.</summary>
    public static MarkupRow Of(MarkupJudgement judgement, PortalChange change) =>
        new() { Features = MarkupFeatures.Of(judgement.Drift, judgement.Reading), Label = (uint)Right(judgement, change) };

    /// <summary>What is right for a page of a change. Under a harmless change a page counts as harmless even where it was read wrongly before: then the reading is what is wrong.</summary>
    public static MarkupVerdict Right(MarkupJudgement judgement, PortalChange change) =>
        !change.Breaks ? MarkupVerdict.Harmless : change.OnlyRenames && judgement.Drift.Renames.Count > 0 ? MarkupVerdict.Relocate : MarkupVerdict.Quarantine;
}
