using VendorSim.Changes;

namespace VendorSim.Cygnus.Changes;

/// <summary>A change of the HL7 messages.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Seed">What it was drawn with.</param>
/// <param name="Breaks">Whether a reader of the old messages reads values wrongly or not at all.</param>
/// <param name="OnSegments">What it does to the segments, each split into its fields.</param>
/// <param name="OnText">What it does to the bytes, as text.</param>
internal sealed record Hl7Change(string Kind, int Seed, bool Breaks, Func<List<string[]>, IEnumerable<string[]>> OnSegments, Func<string, string> OnText) : PortalChange(Kind, Seed, Breaks)
{
    /// <summary>What it makes of a message.</summary>
    public string Apply(string message)
    {
        var segments = message.Split('\r', StringSplitOptions.RemoveEmptyEntries).Select(s => s.Split('|')).ToList();
        return OnText(string.Concat(OnSegments(segments).Select(fields => string.Join('|', fields) + "\r")));
    }
}
