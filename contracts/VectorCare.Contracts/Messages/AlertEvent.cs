using System.Text.Json.Serialization;

namespace VectorCare.Contracts.Messages;

/// <summary>A change in the life of an alert. Schema <c>alert.v1</c>.</summary>
/// <param name="SchemaVersion">1.</param>
/// <param name="EventId">Deterministic: <c>{alertId}:{state}</c> and, for a delivery, the channel; also the CloudEvent id.</param>
/// <param name="AlertId"><c>alert-{patient}-{rule}-{episode}</c>.</param>
/// <param name="Patient">Internal patient id; null for operations alerts of a vendor.</param>
/// <param name="Clinic">Clinic id; null for operations alerts of a vendor.</param>
/// <param name="Vendor">Vendor id.</param>
/// <param name="Rule">Rule id, for example <c>VT-01</c>.</param>
/// <param name="RuleVersion">Semantic version of the rule that decided.</param>
/// <param name="Severity">Severity.</param>
/// <param name="State">What happened to the alert.</param>
/// <param name="At">When that happened, UTC.</param>
/// <param name="DeviceTime">When the device says the condition began.</param>
/// <param name="SeenAt">End of the poll that first saw it, UTC.</param>
/// <param name="DeliveryKey">Key that every copy of the delivery carries; null before delivery.</param>
/// <param name="Channel">Channel of a delivery, for example <c>mail</c>; else null.</param>
/// <param name="Evidence">The values that decided.</param>
public sealed record AlertEvent(
    [property: JsonRequired] int SchemaVersion,
    [property: JsonRequired] string EventId,
    [property: JsonRequired] string AlertId,
    Guid? Patient,
    string? Clinic,
    [property: JsonRequired] string Vendor,
    [property: JsonRequired] string Rule,
    [property: JsonRequired] string RuleVersion,
    [property: JsonRequired] AlertSeverity Severity,
    [property: JsonRequired] AlertState State,
    [property: JsonRequired] DateTimeOffset At,
    [property: JsonRequired] DateTimeOffset DeviceTime,
    [property: JsonRequired] DateTimeOffset SeenAt,
    string? DeliveryKey,
    string? Channel,
    [property: JsonRequired] IReadOnlyList<AlertEvidence> Evidence) : IVersioned, ISlotted
{
    int ISlotted.Slot => Patient is { } patient ? Slots.Of(patient) : Slots.Of(Vendor);
}

/// <summary>A value that decided.</summary>
/// <param name="What">Condition or MDC_IDC reference id.</param>
/// <param name="Value">The value found, with its UCUM unit.</param>
/// <param name="Limit">The threshold, with its unit and level (patient, clinic or default).</param>
/// <param name="DeviceTime">When the device says so, where stated.</param>
public sealed record AlertEvidence([property: JsonRequired] string What, [property: JsonRequired] string Value, string? Limit, DateTimeOffset? DeviceTime);

/// <summary>Severity of an alert.</summary>
public enum AlertSeverity
{
    /// <summary>For operators, not for clinicians.</summary>
    Operations,

    /// <summary>Early review may change the outcome.</summary>
    Yellow,

    /// <summary>Critical: urgent review; bypasses grouping.</summary>
    Red,
}

/// <summary>A step in the life of an alert.</summary>
public enum AlertState
{
    /// <summary>The episode began.</summary>
    Opened,

    /// <summary>Held by a stage; no page.</summary>
    Held,

    /// <summary>A channel accepted it.</summary>
    Delivered,

    /// <summary>Every channel refused it; operations were told.</summary>
    Undeliverable,

    /// <summary>A clinician acknowledged it.</summary>
    Acknowledged,

    /// <summary>The condition cleared.</summary>
    Cleared,
}
