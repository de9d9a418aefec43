using VectorCare.Contracts.Messages;

namespace VectorCare.Alerting.Charts;

/// <summary>What the rules need of one transmission. Stored in the patient's file.</summary>
/// <param name="EventId">Id of the transmission event; two entries with the same id are one.</param>
/// <param name="At">Device time of the session, UTC.</param>
/// <param name="SeenAt">End of the poll that first saw it, UTC.</param>
/// <param name="Baseline">From the patient's first successful poll.</param>
/// <param name="Device">Pseudonym of the device.</param>
/// <param name="Values">Values in canonical units, sorted by code; absent values are absent.</param>
/// <param name="Events">Episodes of the device's memory.</param>
internal sealed record ChartEntry(
    string EventId,
    DateTimeOffset At,
    DateTimeOffset SeenAt,
    bool Baseline,
    string Device,
    ChartValue[] Values,
    DeviceEpisode[] Events)
{
    /// <summary>Clinic the patient belonged to, or null where it is not known.</summary>
    public string? Clinic { get; init; }
}

/// <summary>A value of a term.</summary>
/// <param name="Code">The term's canonical code.</param>
/// <param name="Number">The number in the term's unit, or null for an enumeration.</param>
/// <param name="Enum">The enumeration's canonical name, or null for a number.</param>
/// <param name="At">When the device measured it, where stated.</param>
internal readonly record struct ChartValue(int Code, double? Number, string? Enum, DateTimeOffset? At);

/// <summary>A device event, merged from every entry that tells of it: the latest word on each field counts.</summary>
/// <param name="Key">16 hex digits of device and event id; identifies the event everywhere.</param>
/// <param name="Device">Pseudonym of the device.</param>
/// <param name="FirstEntry">Index of the first entry, in device time, that tells of it.</param>
/// <param name="SeenAt">When it was first seen, UTC.</param>
/// <param name="InBaseline">A baseline entry tells of it.</param>
/// <param name="Episode">The event.</param>
internal sealed record ChartEvent(string Key, string Device, int FirstEntry, DateTimeOffset SeenAt, bool InBaseline, DeviceEpisode Episode)
{
    /// <summary>Onset in milliseconds since the Unix epoch.</summary>
    public long StartMs { get; } = Episode.Start.ToUnixTimeMilliseconds();
}
