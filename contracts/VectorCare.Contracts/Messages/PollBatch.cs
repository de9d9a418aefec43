using System.Text.Json.Serialization;

namespace VectorCare.Contracts.Messages;

/// <summary>Polls of one vendor and slot that are due at one instant. Schema <c>poll-batch.v1</c>.</summary>
/// <param name="SchemaVersion">1.</param>
/// <param name="BatchId"><c>{cycle}:{slot}:{vendor}:{number}</c>, with <c>:{region}</c> for patients of a home region; also the CloudEvent id.</param>
/// <param name="Cycle">Whole 300 s since the Unix epoch.</param>
/// <param name="Slot">0 to 299.</param>
/// <param name="Vendor">Vendor id.</param>
/// <param name="Due">Due instant, UTC.</param>
/// <param name="Expires">From here on the batch is dropped and counted: one cycle after <paramref name="Due"/>.</param>
/// <param name="Traceparent">W3C trace context; job callbacks carry none, so the scheduler starts it.</param>
/// <param name="Polls">The patients, in hash order.</param>
public sealed record PollBatch(
    [property: JsonRequired] int SchemaVersion,
    [property: JsonRequired] string BatchId,
    [property: JsonRequired] long Cycle,
    [property: JsonRequired] int Slot,
    [property: JsonRequired] string Vendor,
    [property: JsonRequired] DateTimeOffset Due,
    [property: JsonRequired] DateTimeOffset Expires,
    string? Traceparent,
    [property: JsonRequired] IReadOnlyList<PollTarget> Polls) : IVersioned, ISlotted;

/// <summary>One patient to poll.</summary>
/// <param name="Patient">Internal patient id.</param>
/// <param name="Clinic">Clinic id; credentials, sessions and rates belong to clinic and vendor.</param>
/// <param name="PortalRef">Opaque reference of the patient on the vendor's portal.</param>
/// <param name="NewFrom">For a patient taken over from another region: what came to the portal before was seen there and is baseline here, what came later is news, also at a first poll. Else null.</param>
public sealed record PollTarget([property: JsonRequired] Guid Patient, [property: JsonRequired] string Clinic, [property: JsonRequired] string PortalRef, DateTimeOffset? NewFrom = null);
