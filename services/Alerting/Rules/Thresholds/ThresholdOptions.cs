namespace VectorCare.Alerting.Rules.Thresholds;

/// <summary>Overrides of thresholds, section <c>Alerting:Thresholds</c>: a patient's win over the clinic's, these over the rule's default.</summary>
internal sealed class ThresholdOptions
{
    /// <summary>Clinic id, rule id, threshold key: the value in the rule's unit.</summary>
    public Dictionary<string, Dictionary<string, Dictionary<string, double>>> Clinics { get; init; } = [];

    /// <summary>Internal patient id, rule id, threshold key: the value in the rule's unit.</summary>
    public Dictionary<string, Dictionary<string, Dictionary<string, double>>> Patients { get; init; } = [];
}
