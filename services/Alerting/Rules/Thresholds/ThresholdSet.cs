namespace VectorCare.Alerting.Rules.Thresholds;

/// <summary>A threshold of a rule. Its slot is its place in every <see cref="ThresholdSet"/>.</summary>
/// <param name="Slot">Place in the sets.</param>
/// <param name="Rule">Rule id.</param>
/// <param name="Key">Name in the rule.</param>
/// <param name="Default">Default value.</param>
/// <param name="Unit">UCUM unit.</param>
/// <param name="Min">Least value an override may have.</param>
/// <param name="Max">Greatest value an override may have.</param>
/// <param name="Engineering">An engineering default that a clinician must sign off.</param>
internal sealed record Threshold(int Slot, string Rule, string Key, double Default, string Unit, double Min, double Max, bool Engineering);

/// <summary>Where a threshold in force comes from.</summary>
internal enum ThresholdLevel
{
    /// <summary>The rule.</summary>
    Default,

    /// <summary>The clinic.</summary>
    Clinic,

    /// <summary>The patient.</summary>
    Patient,
}

/// <summary>The thresholds in force for a patient at an instant.</summary>
/// <param name="Values">Values by slot.</param>
/// <param name="Levels">Their origin by slot.</param>
internal sealed record ThresholdSet(double[] Values, ThresholdLevel[] Levels);
