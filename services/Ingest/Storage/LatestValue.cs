using VectorCare.Contracts.Messages;

namespace VectorCare.Ingest.Storage;

/// <summary>The newest value of a term, with both clocks.</summary>
/// <param name="Value">The value.</param>
/// <param name="SessionTime">When the device was read; stands for the value's time where it has none of its own.</param>
/// <param name="SeenAt">When VectorCare first saw it, UTC.</param>
/// <param name="Vendor">Vendor id.</param>
internal sealed record LatestValue(Measurement Value, DateTimeOffset SessionTime, DateTimeOffset SeenAt, string Vendor)
{
    /// <summary>When the device said it.</summary>
    public DateTimeOffset At => Value.DeviceTime ?? SessionTime;

    /// <summary>The latest that it can have been said: a device clock that runs years ahead must not outlast its correction.</summary>
    private DateTimeOffset SaidAt => At < SeenAt ? At : SeenAt;

    /// <summary>Joins values; of each term, channel and group the one said last stays, of equals the one seen last.</summary>
    public static IReadOnlyList<LatestValue> Join(IEnumerable<LatestValue> known, IEnumerable<Transmission> transmissions) =>
        [.. known.Concat(transmissions.SelectMany(t => t.Measurements.Select(m => new LatestValue(m, t.SessionTime, t.SeenAt, t.Vendor))))
            .GroupBy(v => (v.Value.Code, v.Value.Channel, v.Value.Group))
            .Select(g => g.Aggregate((a, b) => (b.SaidAt, b.SeenAt).CompareTo((a.SaidAt, a.SeenAt)) >= 0 ? b : a))
            .OrderBy(v => v.Value.Code).ThenBy(v => v.Value.Channel, StringComparer.Ordinal).ThenBy(v => v.Value.Group, StringComparer.Ordinal)];
}
