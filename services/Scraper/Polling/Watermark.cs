using VectorCare.Scraper.Identity;
using VectorCare.Scraper.PollState;
using VectorCare.Scraper.Vendors;

namespace VectorCare.Scraper.Polling;

/// <summary>Decides which transmissions are new, and where the watermark stands after them.</summary>
internal static class Watermark
{
    /// <summary>Those newer than the watermark, oldest first; one at the very watermark only when it is another or has other content.</summary>
    public static IReadOnlyList<(ParsedTransmission Transmission, string Hash)> Newer(PatientState state, IReadOnlyList<ParsedTransmission> transmissions)
    {
        var newer = new List<(ParsedTransmission Transmission, string Hash)>();
        foreach (var transmission in transmissions)
        {
            if (state.Watermark is { } mark && transmission.Position < mark)
                continue;
            var hash = ContentHash.Of(transmission);
            if (state.Watermark == transmission.Position && state.AtWatermark?.GetValueOrDefault(transmission.Id) == hash)
                continue;
            newer.Add((transmission, hash));
        }

        newer.Sort((a, b) => a.Transmission.Position != b.Transmission.Position
            ? a.Transmission.Position.CompareTo(b.Transmission.Position)
            : string.CompareOrdinal(a.Transmission.Id, b.Transmission.Id));
        return newer;
    }

    /// <summary>The state after these were taken.</summary>
    public static PatientState After(PatientState state, IReadOnlyList<(ParsedTransmission Transmission, string Hash)> taken)
    {
        if (taken.Count == 0)
            return state;
        var mark = taken[^1].Transmission.Position;
        var at = state.Watermark == mark && state.AtWatermark is not null ? new Dictionary<string, string>(state.AtWatermark) : [];
        foreach (var (transmission, hash) in taken)
        {
            if (transmission.Position == mark)
                at[transmission.Id] = hash;
        }

        return state with { Watermark = mark, AtWatermark = at };
    }
}
