using System.Text.Json.Serialization;

namespace VectorCare.Contracts.Messages;

/// <summary>Something can no longer be seen, or can be seen again. Schema <c>connectivity-event.v1</c>.</summary>
/// <param name="SchemaVersion">1.</param>
/// <param name="EventId">Deterministic: <c>{patient, vendor or vendor-page}:{kind}:{cycle}</c>; also the CloudEvent id.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Vendor">Vendor id.</param>
/// <param name="Patient">Internal patient id; null for an event of the vendor as a whole.</param>
/// <param name="Clinic">Clinic id; null for an event of the vendor as a whole.</param>
/// <param name="Cycle">Cycle in which it was decided.</param>
/// <param name="At">When it was decided, UTC.</param>
/// <param name="Since">First miss or first failure.</param>
/// <param name="ConsecutiveMisses">Misses in a row.</param>
/// <param name="MissesInWindow">Misses in the window of <paramref name="Window"/> cycles.</param>
/// <param name="Window">Length of the window in cycles.</param>
/// <param name="Reason">Reason code of the last miss; no patient data.</param>
/// <param name="Page">Kind of page of the vendor that is not believed, or is believed again, or what stopped the polling (<c>terms</c>, <c>robots</c>); null for any other event.</param>
public sealed record ConnectivityEvent(
    [property: JsonRequired] int SchemaVersion,
    [property: JsonRequired] string EventId,
    [property: JsonRequired] ConnectivityKind Kind,
    [property: JsonRequired] string Vendor,
    Guid? Patient,
    string? Clinic,
    [property: JsonRequired] long Cycle,
    [property: JsonRequired] DateTimeOffset At,
    [property: JsonRequired] DateTimeOffset Since,
    [property: JsonRequired] int ConsecutiveMisses,
    [property: JsonRequired] int MissesInWindow,
    [property: JsonRequired] int Window,
    string? Reason,
    string? Page = null) : IVersioned, ISlotted
{
    int ISlotted.Slot => Patient is { } patient ? Slots.Of(patient) : Slots.Of(Vendor);
}

/// <summary>Kind of a connectivity event.</summary>
public enum ConnectivityKind
{
    /// <summary>k consecutive misses, or m of n.</summary>
    PatientMissing,

    /// <summary>The patient can be read again.</summary>
    PatientRestored,

    /// <summary>The vendor as a whole does not answer.</summary>
    VendorDown,

    /// <summary>The vendor answers again.</summary>
    VendorUp,

    /// <summary>Pages of a kind are not believed: what they say is kept back.</summary>
    PageQuarantined,

    /// <summary>No page of the kind is kept back any more.</summary>
    PageRestored,

    /// <summary>The vendor is not asked, or not for everything: its terms or its robots.txt forbid it.</summary>
    PollingStopped,

    /// <summary>The vendor is asked again.</summary>
    PollingResumed,
}
