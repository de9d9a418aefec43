namespace VectorCare.Alerting.Delivery;

/// <summary>What a channel made of an alert; a metric tag.</summary>
internal enum DeliveryResult
{
    /// <summary>It took it.</summary>
    Accepted,

    /// <summary>It could not now; later it may.</summary>
    Transient,

    /// <summary>It will not, however often it is asked.</summary>
    Rejected,

    /// <summary>It may have taken it: no answer came.</summary>
    Unknown,

    /// <summary>It was not asked: its limit left no room soon enough.</summary>
    Limited,
}
