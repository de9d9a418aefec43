using VectorCare.Contracts.Messages;

namespace VectorCare.Alerting.Delivery;

/// <summary>What a human is told. No name, no record number, no portal reference: the clinic finds the patient by the alert's id.</summary>
/// <param name="AlertId">Alert id.</param>
/// <param name="DeliveryKey">Same on every copy: receivers drop what they have seen.</param>
/// <param name="Rule">Rule id.</param>
/// <param name="RuleVersion">Version of the rule that decided.</param>
/// <param name="Title">Title of the rule.</param>
/// <param name="Rationale">Why a clinician should look.</param>
/// <param name="Severity">Severity.</param>
/// <param name="Clinic">Clinic id, or null.</param>
/// <param name="Vendor">Vendor id.</param>
/// <param name="DeviceTime">When the device says it began.</param>
/// <param name="SeenAt">When VectorCare first saw it.</param>
/// <param name="Evidence">The values that decided.</param>
/// <param name="Actions">Links for the reader, or null.</param>
internal sealed record AlertMessage(
    string AlertId,
    string DeliveryKey,
    string Rule,
    string RuleVersion,
    string Title,
    string Rationale,
    AlertSeverity Severity,
    string? Clinic,
    string Vendor,
    DateTimeOffset DeviceTime,
    DateTimeOffset SeenAt,
    IReadOnlyList<AlertEvidence> Evidence,
    AlertActions? Actions = null);

/// <summary>Signed links.</summary>
/// <param name="Acknowledge">Page on which the alert can be acknowledged.</param>
/// <param name="NotUseful">Page on which it can be called not useful.</param>
internal sealed record AlertActions(Uri Acknowledge, Uri NotUseful);
