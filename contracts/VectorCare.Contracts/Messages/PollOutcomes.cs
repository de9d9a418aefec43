using System.Text.Json.Serialization;

namespace VectorCare.Contracts.Messages;

/// <summary>What became of a batch: one counted outcome per patient and cycle. Schema <c>poll-outcomes.v1</c>.</summary>
/// <param name="SchemaVersion">1.</param>
/// <param name="BatchId">The batch; also the base of the CloudEvent id.</param>
/// <param name="Cycle">Whole 300 s since the Unix epoch.</param>
/// <param name="Slot">0 to 299.</param>
/// <param name="Vendor">Vendor id.</param>
/// <param name="Due">Due instant of the batch, UTC.</param>
/// <param name="Polls">An entry per patient of the batch.</param>
public sealed record PollOutcomes(
    [property: JsonRequired] int SchemaVersion,
    [property: JsonRequired] string BatchId,
    [property: JsonRequired] long Cycle,
    [property: JsonRequired] int Slot,
    [property: JsonRequired] string Vendor,
    [property: JsonRequired] DateTimeOffset Due,
    [property: JsonRequired] IReadOnlyList<PollResult> Polls) : IVersioned, ISlotted;

/// <summary>What became of one poll.</summary>
/// <param name="Patient">Internal patient id.</param>
/// <param name="Clinic">Clinic id.</param>
/// <param name="Outcome">The outcome, also a metric tag.</param>
/// <param name="LatenessMs">Request start minus due instant, in milliseconds.</param>
/// <param name="DurationMs">From request start to the end of the poll, in milliseconds.</param>
/// <param name="Requests">Requests sent to the vendor for this poll.</param>
/// <param name="ContentHash">XxHash64 of the page outside its volatile parts, 16 hex digits; null when there was no page.</param>
/// <param name="NewTransmissions">Transmissions published from this poll.</param>
/// <param name="Reason">Why, for an outcome other than Unchanged and New; a code without patient data.</param>
public sealed record PollResult(
    [property: JsonRequired] Guid Patient,
    [property: JsonRequired] string Clinic,
    [property: JsonRequired] PollOutcome Outcome,
    [property: JsonRequired] long LatenessMs,
    [property: JsonRequired] int DurationMs,
    [property: JsonRequired] int Requests,
    string? ContentHash,
    [property: JsonRequired] int NewTransmissions,
    string? Reason);

/// <summary>The outcome of a poll; its name in lower case is the metric tag.</summary>
public enum PollOutcome
{
    /// <summary>The page is the one already known.</summary>
    Unchanged,

    /// <summary>At least one transmission newer than the patient's watermark was taken.</summary>
    New,

    /// <summary>The portal knows the patient but has no transmission.</summary>
    NoData,

    /// <summary>The vendor did not answer, or its breaker is open; it counts for the vendor, not for the patient.</summary>
    VendorDown,

    /// <summary>The page could not be read.</summary>
    ParseFailed,

    /// <summary>The page was read but breaks a value contract, or is another patient's.</summary>
    Suspicious,

    /// <summary>The vendor answered for this patient with an error, or refused the session.</summary>
    Missed,

    /// <summary>The batch expired before it was polled.</summary>
    Expired,

    /// <summary>The vendor was not asked: its terms, its quiet window or its robots.txt forbid it. It says nothing about the patient, who is not seen.</summary>
    NotAsked,
}
