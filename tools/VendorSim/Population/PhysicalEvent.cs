namespace VendorSim.Population;

/// <summary>One thing that happened.</summary>
/// <param name="Key">Identity within the patient; generated ones count up, injected ones have the top bit set.</param>
/// <param name="Kind">What.</param>
/// <param name="DeviceTime">Onset, on the device's clock.</param>
/// <param name="SessionTime">Interrogation that carries it.</param>
/// <param name="AppearsAt">When it is on the portal; for a silent kind, when it happened.</param>
/// <param name="Values">Physical values, by name.</param>
internal sealed record PhysicalEvent(
    ulong Key,
    EventKind Kind,
    DateTimeOffset DeviceTime,
    DateTimeOffset SessionTime,
    DateTimeOffset AppearsAt,
    IReadOnlyDictionary<string, double> Values)
{
    /// <summary>No transmission of its own: the next one tells of it.</summary>
    public bool IsSilent { get; init; } = Rates.IsSilent(Kind);

    public double Get(string name) => Values[name];

    public int Channel => (int)Values["channel"];
}
