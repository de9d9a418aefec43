namespace VectorCare.Alerting.Rules.Thresholds;

/// <summary>Overrides of thresholds, section <c>Alerting:Thresholds</c>: a patient's win over the clinic's, these over the rule's default. Each level overrides the one below and nothing else, so that no circle can be configured.</summary>
internal sealed class ThresholdOptions
{
    /// <summary>Clinic id, rule id, threshold key: its changes.</summary>
    public Dictionary<string, Dictionary<string, Dictionary<string, ThresholdChange[]>>> Clinics { get; init; } = [];

    /// <summary>Internal patient id, rule id, threshold key: its changes.</summary>
    public Dictionary<string, Dictionary<string, Dictionary<string, ThresholdChange[]>>> Patients { get; init; } = [];
}

/// <summary>A threshold from an instant on. What happened before is judged by what was in force then; so a change is added and none is edited or taken out.</summary>
internal sealed class ThresholdChange
{
    /// <summary>Device time from which it is in force, with its offset; required.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>The value in the rule's unit; none: from then on the level below decides again.</summary>
    public double? Value { get; init; }
}
