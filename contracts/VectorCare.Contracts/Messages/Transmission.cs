using System.Text.Json.Serialization;

namespace VectorCare.Contracts.Messages;

/// <summary>One transmission of a device, as read from a portal. Schema <c>transmission.v1</c>. The partition key is <see cref="Patient"/>.</summary>
/// <param name="SchemaVersion">1.</param>
/// <param name="EventId">Deterministic: <c>{patient}:{transmissionId}:{contentHash}</c>; also the CloudEvent id.</param>
/// <param name="Patient">Internal patient id.</param>
/// <param name="Clinic">Clinic id.</param>
/// <param name="Vendor">Vendor id.</param>
/// <param name="TransmissionId">The vendor's id of the transmission, unique per patient.</param>
/// <param name="SessionTime">When the device said it (interrogation), with its offset as sent.</param>
/// <param name="SeenAt">When VectorCare first saw it, UTC.</param>
/// <param name="PollDue">Due instant of the poll that saw it, UTC.</param>
/// <param name="Baseline">True for the transmissions of the patient's first successful poll: older events are history.</param>
/// <param name="ContentHash">XxHash64 of the transmission's normalised content, 16 hex digits.</param>
/// <param name="RawHash">SHA-256 of the stored raw bytes, or null where raw bytes are not kept.</param>
/// <param name="RawLength">Length of the raw bytes, or 0.</param>
/// <param name="Traceparent">W3C trace context of the always-sampled trace that starts here.</param>
/// <param name="Device">The device.</param>
/// <param name="Measurements">Typed values; absent values are absent, never 0.</param>
/// <param name="Episodes">Arrhythmia and therapy episodes reported in this transmission.</param>
/// <param name="VendorAlerts">Alerts the vendor asserts; kept apart from recomputed ones.</param>
/// <param name="NotUnderstood">What the parser saw and did not understand; never dropped silently.</param>
/// <param name="Attachments">Documents that came embedded in it; null where there are none.</param>
public sealed record Transmission(
    [property: JsonRequired] int SchemaVersion,
    [property: JsonRequired] string EventId,
    [property: JsonRequired] Guid Patient,
    [property: JsonRequired] string Clinic,
    [property: JsonRequired] string Vendor,
    [property: JsonRequired] string TransmissionId,
    [property: JsonRequired] DateTimeOffset SessionTime,
    [property: JsonRequired] DateTimeOffset SeenAt,
    [property: JsonRequired] DateTimeOffset PollDue,
    [property: JsonRequired] bool Baseline,
    [property: JsonRequired] string ContentHash,
    string? RawHash,
    [property: JsonRequired] int RawLength,
    string? Traceparent,
    [property: JsonRequired] DeviceInfo Device,
    [property: JsonRequired] IReadOnlyList<Measurement> Measurements,
    [property: JsonRequired] IReadOnlyList<DeviceEpisode> Episodes,
    [property: JsonRequired] IReadOnlyList<VendorAlert> VendorAlerts,
    [property: JsonRequired] IReadOnlyList<NotUnderstood> NotUnderstood,
    IReadOnlyList<Attachment>? Attachments = null) : IVersioned, ISlotted
{
    int ISlotted.Slot => Slots.Of(Patient);
}

/// <summary>The device, without its serial number.</summary>
/// <param name="Key">Pseudonym of manufacturer and serial number; a change starts a new baseline.</param>
/// <param name="Manufacturer">As the portal names it.</param>
/// <param name="Model">Model name or number.</param>
/// <param name="Kind">Device family.</param>
public sealed record DeviceInfo([property: JsonRequired] string Key, string? Manufacturer, string? Model, [property: JsonRequired] DeviceKind Kind);

/// <summary>Device family.</summary>
public enum DeviceKind
{
    /// <summary>Not stated.</summary>
    Unknown,

    /// <summary>Pacemaker.</summary>
    Pacemaker,

    /// <summary>Implantable cardioverter-defibrillator.</summary>
    Icd,

    /// <summary>Cardiac resynchronisation therapy pacemaker.</summary>
    CrtP,

    /// <summary>Cardiac resynchronisation therapy defibrillator.</summary>
    CrtD,

    /// <summary>Insertable loop recorder.</summary>
    LoopRecorder,
}

/// <summary>One value: a number with its unit, or an enumeration.</summary>
/// <param name="Code">MDC_IDC code in partition 11 of <c>urn:iso:std:iso:11073:10101</c>, for example 721280.</param>
/// <param name="Name">MDC_IDC reference id, for example <c>MDC_IDC_MSMT_BATTERY_STATUS</c>.</param>
/// <param name="Channel">RA, RV, LV or null; part of the code for channel terms, repeated here for reading.</param>
/// <param name="Value">The number, or null for an enumeration.</param>
/// <param name="Unit">UCUM unit of the number, for example <c>Ohm</c>, <c>V</c>, <c>mo</c>, <c>%</c>.</param>
/// <param name="Enum">The enumeration's normalised name, for example <c>RRT</c>, or null for a number.</param>
/// <param name="EnumCode">MDC_IDC code of the enumeration where the portal gave one.</param>
/// <param name="DeviceTime">When the device measured it, where stated.</param>
/// <param name="Group">Tells repeated terms apart as the portal does: number of the lead, zone or episode type; null where there is nothing to tell apart.</param>
public sealed record Measurement(
    [property: JsonRequired] int Code,
    [property: JsonRequired] string Name,
    string? Channel,
    double? Value,
    string? Unit,
    string? Enum,
    int? EnumCode,
    DateTimeOffset? DeviceTime,
    string? Group = null);

/// <summary>One episode of the device's memory.</summary>
/// <param name="Id">Vendor's episode number, or type and device time where there is none; identifies the event.</param>
/// <param name="Type">Normalised type.</param>
/// <param name="TypeCode">MDC_IDC code of the type where given, for example 754882.</param>
/// <param name="Start">Device time of the onset.</param>
/// <param name="DurationSeconds">Duration, or null where absent.</param>
/// <param name="VentricularRateBpm">Ventricular rate in <c>/min</c>, or null; a VT without a rate counts as VT.</param>
/// <param name="AtrialRateBpm">Atrial rate in <c>/min</c>, or null.</param>
/// <param name="ShocksDelivered">Shocks in this episode, or null.</param>
/// <param name="AtpDelivered">Anti-tachycardia pacing sequences in this episode, or null.</param>
/// <param name="TherapyResult">Normalised result, for example <c>Successful</c>, or null.</param>
/// <param name="TherapyResultCode">MDC_IDC code of the result where given, for example 755137.</param>
public sealed record DeviceEpisode(
    [property: JsonRequired] string Id,
    [property: JsonRequired] EpisodeType Type,
    int? TypeCode,
    [property: JsonRequired] DateTimeOffset Start,
    double? DurationSeconds,
    double? VentricularRateBpm,
    double? AtrialRateBpm,
    int? ShocksDelivered,
    int? AtpDelivered,
    string? TherapyResult,
    int? TherapyResultCode);

/// <summary>Type of a device episode.</summary>
public enum EpisodeType
{
    /// <summary>Something else; see the not-understood list.</summary>
    Other,

    /// <summary>Atrial tachycardia or fibrillation.</summary>
    AtAf,

    /// <summary>Supraventricular tachycardia.</summary>
    Svt,

    /// <summary>Ventricular tachycardia.</summary>
    Vt,

    /// <summary>Ventricular fibrillation.</summary>
    Vf,

    /// <summary>Non-sustained ventricular tachycardia.</summary>
    Nsvt,

    /// <summary>Pause.</summary>
    Pause,

    /// <summary>Bradycardia.</summary>
    Brady,

    /// <summary>Device reset or backup mode.</summary>
    DeviceReset,

    /// <summary>Triggered by the patient.</summary>
    PatientActivated,
}

/// <summary>An alert asserted by the vendor.</summary>
/// <param name="Code">The vendor's code.</param>
/// <param name="Text">The vendor's fixed text for the code, without patient data.</param>
/// <param name="Severity">The vendor's own severity, or null.</param>
/// <param name="At">Device time of the alert, where stated.</param>
public sealed record VendorAlert([property: JsonRequired] string Code, [property: JsonRequired] string Text, string? Severity, DateTimeOffset? At);

/// <summary>An embedded document, kept as raw bytes of its own.</summary>
/// <param name="Hash">SHA-256 of its bytes, 64 hex digits: the raw bytes of the patient have it.</param>
/// <param name="Length">Their number.</param>
/// <param name="MediaType">For example <c>application/pdf</c>, as the message says; <c>application/octet-stream</c> where it says nothing that is one.</param>
public sealed record Attachment([property: JsonRequired] string Hash, [property: JsonRequired] int Length, [property: JsonRequired] string MediaType);

/// <summary>A piece of a message that was not understood.</summary>
/// <param name="Where">Segment, row or path, for example <c>OBX-17</c>.</param>
/// <param name="Code">The code or label found there.</param>
/// <param name="Why">Reason code: <c>unknown-code</c>, <c>bad-value</c>, <c>missing-unit</c>, <c>conflicting-code</c>, ….</param>
public sealed record NotUnderstood([property: JsonRequired] string Where, string? Code, [property: JsonRequired] string Why);
