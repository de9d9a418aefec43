using VectorCare.Scraper.Structure;

namespace VectorCare.Scraper.Markup;

/// <summary>Judges pages that do not look as they did. It takes nothing that the other checks refuse, and without a model it takes nothing at all.</summary>
internal sealed class MarkupClassifier(MarkupModel? model)
{
    /// <summary>Judges a page.</summary>
    public MarkupVerdict Judge(StructureDrift drift, Reading reading) => Judge(MarkupFeatures.Of(drift, reading));

    /// <summary>Judges a page by its features.</summary>
    public MarkupVerdict Judge(ReadOnlySpan<float> features)
    {
        if (model is null)
            return MarkupVerdict.Quarantine;
        var probabilities = model.Probabilities(features);
        if (probabilities[(int)MarkupVerdict.Harmless] >= model.HarmlessFrom)
            return MarkupVerdict.Harmless;
        return probabilities[(int)MarkupVerdict.Relocate] > probabilities[(int)MarkupVerdict.Quarantine] ? MarkupVerdict.Relocate : MarkupVerdict.Quarantine;
    }
}
