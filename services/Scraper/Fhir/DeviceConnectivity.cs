using VectorCare.Contracts.Messages;
using VectorCare.Scraper.Vendors;

namespace VectorCare.Scraper.Fhir;

/// <summary>How the way from device over monitor to portal stands, as the portal says. It is no poll of ours: a patient whose monitor is silent can be seen as well as any other.</summary>
/// <param name="Id">Id of the observation.</param>
/// <param name="Status">The standing.</param>
/// <param name="Modifier">Why nobody need wonder at it, or null.</param>
/// <param name="At">When it stood so.</param>
/// <param name="Device">The implanted device, where the answer has it.</param>
/// <param name="NotUnderstood">What was seen and not understood.</param>
internal sealed record DeviceConnectivity(string Id, ConnectivityStatus Status, ConnectivityModifier? Modifier, DateTimeOffset At, ParsedDevice? Device, IReadOnlyList<NotUnderstood> NotUnderstood)
{
    /// <summary>When the device was last heard.</summary>
    public DateTimeOffset? DeviceHeard { get; init; }

    /// <summary>When the monitor was last heard.</summary>
    public DateTimeOffset? MonitorHeard { get; init; }

    /// <summary>When the device was last interrogated.</summary>
    public DateTimeOffset? Interrogated { get; init; }

    /// <summary>When it is to be interrogated next.</summary>
    public DateTimeOffset? NextInterrogation { get; init; }

    /// <summary>Days within which something must be heard for the standing to remain.</summary>
    public int? ExpectedDays { get; init; }

    /// <summary>Days from one connection to the next.</summary>
    public int? IntervalDays { get; init; }
}

/// <summary>A standing.</summary>
internal enum ConnectivityStatus
{
    /// <summary>Something is heard within the expected period.</summary>
    Connected,

    /// <summary>Nothing is heard.</summary>
    Disconnected,

    /// <summary>The device has no remote monitoring.</summary>
    NotApplicable,
}

/// <summary>What is known of the reason.</summary>
internal enum ConnectivityModifier
{
    /// <summary>The monitor was never set up.</summary>
    SetupNotCompleted,

    /// <summary>The clinic suspended it.</summary>
    Suspended,

    /// <summary>Disconnected for so long that it counts as given up.</summary>
    Inactive,

    /// <summary>The patient is not enrolled.</summary>
    Unenrolled,

    /// <summary>The patient went to another clinic.</summary>
    Transferred,
}
