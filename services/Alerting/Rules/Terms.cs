namespace VectorCare.Alerting.Rules;

/// <summary>A thing that rules judge: an MDC_IDC term, once or per channel.</summary>
/// <param name="Name">Name in the rules.</param>
/// <param name="Mdc">Reference id; <c>{0}</c> stands for the channel.</param>
/// <param name="Codes">Codes by channel (RA, RV, LV) or one list without channels; the first of a list is the canonical one, the others are taken where it is absent.</param>
/// <param name="Unit">Canonical UCUM unit, or null for an enumeration.</param>
/// <param name="Low">Least plausible number, in <paramref name="Unit"/>.</param>
/// <param name="High">Greatest plausible number, in <paramref name="Unit"/>.</param>
/// <param name="Names">Enumerations: normalised name or alias to canonical name.</param>
/// <param name="NameCodes">Enumerations: code to canonical name.</param>
internal sealed record Term(
    string Name,
    string Mdc,
    int[][] Codes,
    string? Unit,
    double Low,
    double High,
    IReadOnlyDictionary<string, string> Names,
    IReadOnlyDictionary<int, string> NameCodes)
{
    /// <summary>Whether it has a code per channel.</summary>
    public bool PerChannel => Codes.Length > 1;

    /// <summary>Canonical code of a channel (0 to 2), or of the term without channels.</summary>
    public int CodeOf(int channel) => PerChannel ? Codes[channel][0] : Codes[0][0];

    /// <summary>Reference id, with the channel where there is one.</summary>
    public string MdcOf(int channel) => PerChannel ? string.Format(Mdc, Channels.Names[channel]) : Mdc;
}

/// <summary>The channels of pacing leads.</summary>
internal static class Channels
{
    /// <summary>Names by number.</summary>
    public static string[] Names { get; } = ["RA", "RV", "LV"];
}

/// <summary>Every term the catalogue knows.</summary>
/// <param name="ByName">Terms by name.</param>
internal sealed record TermTable(IReadOnlyDictionary<string, Term> ByName)
{
    /// <summary>Term, channel and preference (0 is the canonical code) by code.</summary>
    public IReadOnlyDictionary<int, (Term Term, int Channel, int Preference)> ByCode { get; } = ByName.Values
        .SelectMany(t => t.Codes.SelectMany((codes, channel) => codes.Select((code, preference) => (Code: code, Term: t, Channel: t.PerChannel ? channel : -1, Preference: preference))))
        .ToDictionary(x => x.Code, x => (x.Term, x.Channel, x.Preference));
}
