using VendorSim.Aurora;
using static VendorSim.Changes.PortalChange;
using Segments = System.Func<System.Collections.Generic.List<string[]>, System.Collections.Generic.IEnumerable<string[]>>;

namespace VendorSim.Cygnus.Changes;

/// <summary>Draws changes of the HL7 messages by kind and seed.</summary>
internal static class Hl7Changes
{
    private static readonly Func<string, string> SameText = text => text;

    private static readonly string[] Numbers =
    [
        "721344^", "721472^", "721536^", "721728^", "SENSING_INTR_AMPL_MEAN", "PACING_THRESHOLD_AMPLITUDE", "PACING_THRESHOLD_PULSEWIDTH", "_IMPEDANCE_VALUE", "_PACING_AMPLITUDE", "_PACING_PULSEWIDTH",
        "722624^", "730880^", "737651^", "737520^", "737536^", "737696^", "737808^", "CYG-FLUID", "737904^", "739712^", "INTERVAL_AT_DETECTION",
    ];

    // Not those that are said twice, as the session and the serial number.
    private static readonly string[] Coded = ["720897^", "721280^", "722752^", "730752^", "731520^", "739568^", "739552^", "739536^"];

    private static readonly string[] News = ["CYG-TREND^Trend^CYG", "CYG-QUALITY^Quality^CYG", "CYG-SOURCE^Source^CYG"];

    private static readonly Dictionary<string, Func<Random, (bool Breaks, Segments OnSegments, Func<string, string> OnText)>> Makers = new(StringComparer.Ordinal)
    {
        ["line-feeds"] = r => LineEnds(Pick(r, ["\n", "\r\n", "\r\r"])),
        ["framed"] = _ => HarmlessText(text => "\v" + text + "\u001c\r"),
        ["extra-term"] = r => Harmless(Hl7Edits.Add($"OBX|900|ST|{Pick(r, News)}||{r.Next(100)}||||||F", r.Next(2) == 0)),
        ["extra-segment"] = r => Harmless(Hl7Edits.Add($"ZCY|1|release {r.Next(100)}", r.Next(2) == 0)),
        ["notes"] = r => Harmless(Hl7Edits.Add($"NTE|1||Release {r.Next(100)}", r.Next(2) == 0)),
        ["other-version"] = r => Version(Pick(r, ["2.5.1", "2.6", "2.7"])),
        ["trailing-fields"] = r => More([.. Enumerable.Repeat("", r.Next(1, 4))]),
        ["filled-fields"] = r => More(["CYG", $"node-{r.Next(10)}"]),
        ["numbered-anew"] = _ => Harmless(Hl7Edits.Observations(_ => true, Hl7Edits.With(1, _ => "1"))),
        ["spelled-unit"] = r => Ohms(Pick(r, ["ohm", "Ohms", "Ω"])),
        ["written-decimals"] = _ => Harmless(Hl7Edits.Observations(Hl7Edits.IsNumber, Hl7Edits.WithValue(v => v.Contains('.', StringComparison.Ordinal) ? v + "0" : v + ".0"))),
        ["written-zone"] = r => HarmlessText(Hl7Edits.InZone(r.Next(1, 9))),

        ["recoded-number"] = r => Recode(Pick(r, Numbers), r.Next(1000)),
        ["recoded-term"] = r => Recode(Pick(r, Coded), r.Next(1000)),
        ["removed-number"] = r => Remove(Pick(r, Numbers)),
        ["removed-term"] = r => Remove(Pick(r, Coded)),
        ["other-system"] = _ => Breaking(Hl7Edits.Observations(_ => true, Hl7Edits.WithTerm(t => t.Replace("^MDC", "^CYG2", StringComparison.Ordinal)))),
        ["removed-units"] = _ => Breaking(Hl7Edits.Observations(Hl7Edits.IsNumber, Hl7Edits.WithUnit(_ => ""))),
        ["unknown-unit"] = r => UnknownUnit(Pick(r, Numbers)),
        ["silent-unit"] = r => Scale(Pick(r, Numbers), Pick(r, [0.001, 0.01, 0.1, 1 / 12.0, 2, 10, 12, 100, 1000])),
        ["swapped-numbers"] = r => Breaking(Pick(r, [Hl7Edits.Swap("RV_PACING_THRESHOLD_AMPLITUDE", "RV_PACING_AMPLITUDE"), Hl7Edits.Swap("737520^", "737536^"), Hl7Edits.Swap("721472^", "721536^"), Hl7Edits.Swap("RV_SENSING", "RV_PACING_THRESHOLD_AMPLITUDE")])),
        ["swapped-leads"] = _ => Breaking(Hl7Edits.Observations(_ => true, Hl7Edits.WithTerm(Exchange))),
        ["text-for-number"] = _ => Breaking(Hl7Edits.Observations(Hl7Edits.IsNumber, Hl7Edits.WithValue(v => "about " + v))),
        ["decimal-comma"] = _ => Breaking(Hl7Edits.Observations(Hl7Edits.IsNumber, Hl7Edits.WithValue(v => v.Contains('.', StringComparison.Ordinal) ? v.Replace('.', ',') : v + ",0"))),
        ["shifted-fields"] = r => Shift(r.Next(2, 5)),
        ["merged-fields"] = _ => Breaking(Hl7Edits.Observations(Hl7Edits.IsNumber, f => [.. f[..5], $"{f[5]} {f[6]}", "", .. f[7..]])),
        ["rounded"] = _ => Breaking(Hl7Edits.Observations(Hl7Edits.IsNumber, Hl7Edits.WithValue(v => v.Split('.')[0]))),
        ["withdrawn"] = _ => Breaking(Hl7Edits.Observations(Hl7Edits.IsMeasured, Hl7Edits.With(11, _ => "X"))),
        ["time-zone"] = r => BreakingText(Hl7Edits.Zone(Pick(r, [-5, -1, 1, 2, 9]))),
        ["undeclared-separators"] = _ => BreakingText(text => text[..9] + text[9..].Replace('^', '$')),
        ["wrong-patient"] = _ => Breaking(Hl7Edits.Nothing),
        ["values-of-another"] = _ => Breaking(Hl7Edits.Nothing),
        ["error-page"] = r => Page($$"""{"error":"internal {{r.Next(9000)}}"}"""),
        ["login-page"] = r => Page(AuroraSmallPages.Login($"token-{r.Next(9000)}", null)),
        ["half-page"] = r => Half(r.NextDouble()),
        ["half-segments"] = r => HalfSegments(0.1 + (r.NextDouble() * 0.8)),
    };

    /// <summary>All kinds.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [.. Makers.Keys];

    /// <summary>Draws a change.</summary>
    public static Hl7Change Draw(string kind, int seed)
    {
        var (breaks, onSegments, onText) = Makers[kind](RandomOf(kind, seed));
        return new Hl7Change(kind, seed, breaks, onSegments, onText) { OtherPatient = kind is "wrong-patient" or "values-of-another", KeepsIdentity = kind == "values-of-another" };
    }

    private static (bool, Segments, Func<string, string>) Harmless(Segments change) => (false, change, SameText);

    private static (bool, Segments, Func<string, string>) HarmlessText(Func<string, string> change) => (false, Hl7Edits.Nothing, change);

    private static (bool, Segments, Func<string, string>) Breaking(Segments change) => (true, change, SameText);

    private static (bool, Segments, Func<string, string>) BreakingText(Func<string, string> change) => (true, Hl7Edits.Nothing, change);

    private static (bool, Segments, Func<string, string>) LineEnds(string end) => HarmlessText(text => text.Replace("\r", end, StringComparison.Ordinal));

    private static (bool, Segments, Func<string, string>) Version(string version) => HarmlessText(text => text.Replace("|P|2.5\r", $"|P|{version}\r", StringComparison.Ordinal));

    private static (bool, Segments, Func<string, string>) More(string[] fields) => Harmless(Hl7Edits.Observations(_ => true, f => [.. f, .. fields]));

    private static (bool, Segments, Func<string, string>) Ohms(string unit) => Harmless(Hl7Edits.Observations(Hl7Edits.IsNumber, Hl7Edits.WithUnit(u => u == "Ohm" ? unit : u)));

    private static (bool, Segments, Func<string, string>) Page(string page) => BreakingText(_ => page);

    // The code and the name go: either alone would still be recognised.
    private static (bool, Segments, Func<string, string>) Recode(string term, int number) =>
        Breaking(Hl7Edits.Observations(Hl7Edits.Of(term), Hl7Edits.WithTerm(_ => $"{990_000 + number}^CYG_NEW_{number}^MDC")));

    private static (bool, Segments, Func<string, string>) Remove(string term) => Breaking(Hl7Edits.Observations(Hl7Edits.Of(term), _ => null));

    private static (bool, Segments, Func<string, string>) UnknownUnit(string term) => Breaking(Hl7Edits.Observations(Hl7Edits.Of(term), Hl7Edits.WithUnit(_ => "au")));

    private static (bool, Segments, Func<string, string>) Scale(string term, double factor) =>
        Breaking(Hl7Edits.Observations(f => Hl7Edits.IsNumber(f) && Hl7Edits.Of(term)(f), Hl7Edits.WithValue(v => Hl7Edits.Scaled(v, factor))));

    private static (bool, Segments, Func<string, string>) Shift(int at) => Breaking(Hl7Edits.Observations(_ => true, f => [.. f[..at], "", .. f[at..]]));

    private static (bool, Segments, Func<string, string>) Half(double share) => BreakingText(text => text[..(int)(text.Length * share)]);

    private static (bool, Segments, Func<string, string>) HalfSegments(double share) => Breaking(segments => segments.Take((int)(segments.Count * share)));

    private static string Exchange(string term)
    {
        foreach (var (one, other) in (ReadOnlySpan<(string, string)>)[("722176^MDC_IDC_MSMT_LEADCHNL_RA", "722177^MDC_IDC_MSMT_LEADCHNL_RV"), ("722432^MDC_IDC_MSMT_LEADCHNL_RA", "722433^MDC_IDC_MSMT_LEADCHNL_RV"), ("722051^MDC_IDC_MSMT_LEADCHNL_RA", "722055^MDC_IDC_MSMT_LEADCHNL_RV")])
        {
            if (term.StartsWith(one, StringComparison.Ordinal))
                return other + term[one.Length..];
            if (term.StartsWith(other, StringComparison.Ordinal))
                return one + term[other.Length..];
        }

        return term;
    }
}
