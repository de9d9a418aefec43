using VectorCare.Scraper.Identity;
using VectorCare.Scraper.PollState;
using VectorCare.Scraper.Vendors;

namespace VectorCare.Scraper.Polling;

/// <summary>A transmission with the hash of what it says.</summary>
internal sealed record HashedTransmission(ParsedTransmission Transmission, string Hash);

/// <summary>Decides which transmissions are new, and where the watermark stands after them.</summary>
internal static class Watermark
{
    /// <summary>Those newer than the watermark, oldest first.</summary>
    /// <param name="state">What is remembered.</param>
    /// <param name="transmissions">What was read.</param>
    /// <param name="version">Version of the parser.</param>
    /// <returns>The newer ones; null when a known transmission now says something else, which a device never does: then the page is misread.</returns>
    public static IReadOnlyList<HashedTransmission>? Newer(PatientState state, IReadOnlyList<ParsedTransmission> transmissions, int version)
    {
        var newer = new List<HashedTransmission>();
        foreach (var transmission in transmissions)
        {
            if (state.Watermark is { } mark && transmission.Position < mark)
                continue;
            var hash = ContentHash.Of(transmission);
            if (state.Watermark != transmission.Position || state.AtWatermark?.GetValueOrDefault(transmission.Id) is not { } known)
                newer.Add(new HashedTransmission(transmission, hash));
            else if (known != Versioned(version, hash) && known.StartsWith(Versioned(version, string.Empty), StringComparison.Ordinal))
                return null;
        }

        newer.Sort((a, b) => a.Transmission.Position != b.Transmission.Position
            ? a.Transmission.Position.CompareTo(b.Transmission.Position)
            : string.CompareOrdinal(a.Transmission.Id, b.Transmission.Id));
        return newer;
    }

    /// <summary>Whether a known transmission is among what was read, and says what it said before.</summary>
    public static bool Vouches(PatientState state, IReadOnlyList<ParsedTransmission> transmissions, int version) =>
        transmissions.Any(t => state.Watermark == t.Position && state.AtWatermark?.GetValueOrDefault(t.Id) == Versioned(version, ContentHash.Of(t)));

    /// <summary>The state after these were taken.</summary>
    public static PatientState After(PatientState state, IReadOnlyList<HashedTransmission> taken, int version)
    {
        if (taken.Count == 0)
            return state;
        var mark = taken[^1].Transmission.Position;
        var at = state.Watermark == mark && state.AtWatermark is not null ? new Dictionary<string, string>(state.AtWatermark) : [];
        foreach (var one in taken)
        {
            if (one.Transmission.Position == mark)
                at[one.Transmission.Id] = Versioned(version, one.Hash);
        }

        return state with { Watermark = mark, AtWatermark = at };
    }

    private static string Versioned(int version, string hash) => $"{version}-{hash}";
}
