namespace VectorCare.Alerting.Stages;

/// <summary>Why a stage passed or held an alert; the name is the metric tag.</summary>
internal enum StageReason
{
    /// <summary>A rule holds and the episode is new.</summary>
    NewEpisode,

    /// <summary>An earlier attempt did not come to an end.</summary>
    Resumed,

    /// <summary>Nothing of the kind is known yet.</summary>
    FirstSeen,

    /// <summary>A channel accepted it already.</summary>
    AlreadyDelivered,

    /// <summary>Another process is delivering it.</summary>
    ClaimedElsewhere,

    /// <summary>A clinician has acknowledged it.</summary>
    AlreadyAcknowledged,

    /// <summary>A clinician wants to hear of it later.</summary>
    Snoozed,

    /// <summary>An episode asks for a page of it.</summary>
    Paged,

    /// <summary>It cleared after it was delivered, or another alert took it over.</summary>
    Over,

    /// <summary>Its workflow delivers it.</summary>
    HandedOver,

    /// <summary>It is delivered, but its workflow could not be started yet.</summary>
    WithoutWorkflow,

    /// <summary>Nothing inhibits it.</summary>
    NotInhibited,

    /// <summary>Its vendor as a whole does not answer; operations have one alert for that.</summary>
    VendorOutage,

    /// <summary>It cleared while it was held.</summary>
    ClearedWhileHeld,

    /// <summary>It was true before the patient came: on the enrolment worklist, without a page.</summary>
    EnrolmentWorklist,

    /// <summary>Its rule is only tried out: recorded, without a page.</summary>
    Shadow,

    /// <summary>Red alerts are never grouped.</summary>
    RedBypasses,

    /// <summary>Its clinic's inbox has it for the next digest.</summary>
    Grouped,

    /// <summary>Its clinic's inbox had it and did not send it: it goes on its own.</summary>
    InboxSilent,

    /// <summary>Delivered on its own.</summary>
    Ungrouped,

    /// <summary>The clinic's channels.</summary>
    ClinicChannels,

    /// <summary>The clinic has no channel: operations get it.</summary>
    OperationsFallback,

    /// <summary>For operations.</summary>
    OperationsChannels,

    /// <summary>A channel accepted it.</summary>
    Accepted,

    /// <summary>No channel accepted it this time; it will be tried again.</summary>
    NotYetAccepted,

    /// <summary>No channel accepts it; operations are told.</summary>
    Undeliverable,

    /// <summary>Recorded and published.</summary>
    Recorded,
}
