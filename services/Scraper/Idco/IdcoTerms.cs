using System.Collections.Frozen;
using System.Globalization;
using VectorCare.Contracts;

namespace VectorCare.Scraper.Idco;

/// <summary>What a term holds.</summary>
internal enum IdcoKind
{
    /// <summary>A number with a unit.</summary>
    Number,

    /// <summary>A coded value.</summary>
    Enum,

    /// <summary>An instant, which dates other terms or is the session's.</summary>
    Time,

    /// <summary>Free text for a reader; no value of a transmission.</summary>
    Text,

    /// <summary>A serial number: pseudonymised, never passed on.</summary>
    Serial,

    /// <summary>Names a person or place: read over, never passed on.</summary>
    Person,
}

/// <summary>A term of the IDCO nomenclature.</summary>
/// <param name="Code">Code in partition 11.</param>
/// <param name="Name">Reference id.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Unit">UCUM unit of a number, else null.</param>
/// <param name="Channel">RA, RV, LV, or null.</param>
internal sealed record IdcoTerm(int Code, string Name, IdcoKind Kind, string? Unit, string? Channel);

/// <summary>The MDC_IDC terms that are understood: <c>terms.tsv</c>, embedded.</summary>
internal static class IdcoTerms
{
    /// <summary>Code of the fluid index. The nomenclature has no such term.</summary>
    public const int FluidIndex = PrivateTerms.FluidIndex;

    private static readonly FrozenDictionary<(string System, string Code), int> VendorTerms = new Dictionary<(string System, string Code), int>
    {
        [("CYG", "CYG-FLUID")] = FluidIndex,
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<int, IdcoTerm> ByCode = Load();

    private static readonly FrozenDictionary<string, IdcoTerm> ByName = ByCode.Values.ToFrozenDictionary(t => t.Name);

    /// <summary>Every term.</summary>
    public static IReadOnlyCollection<IdcoTerm> All => ByCode.Values;

    /// <summary>The term of a code, or null.</summary>
    public static IdcoTerm? Find(int code) => ByCode.GetValueOrDefault(code);

    /// <summary>The term of a reference id, misspellings seen in the field included, or null.</summary>
    public static IdcoTerm? Find(string name) => ByName.GetValueOrDefault(Spelling(name));

    /// <summary>The term of a vendor's own code, or null.</summary>
    public static IdcoTerm? FindVendor(string? system, string? code) =>
        system is not null && code is not null && VendorTerms.TryGetValue((system, code), out var term) ? ByCode[term] : null;

    /// <summary>The term of a code and of the reference id beside it, which must agree.</summary>
    /// <param name="code">The code.</param>
    /// <param name="name">The reference id, or null.</param>
    /// <returns>The term, or null, and what is to be told.</returns>
    public static (IdcoTerm? Term, string? Problem) Choose(int code, string? name)
    {
        var term = Find(code);
        var named = name is null ? null : Find(name);
        if (term is not null && (name is null || named == term))
            return (term, null);
        // Some systems number the left ventricle +2 instead of +3. The name decides: no other channel has that code.
        if (term is null && named is { Channel: "LV" } && named.Code == code + 1)
            return (named, "conflicting-code");
        return (null, term is null && named is null ? "unknown-code" : "conflicting-code");
    }

    /// <summary>A reference id as it should be spelt.</summary>
    public static string Spelling(string name) => name.Replace("TACHYHERAPY", "TACHYTHERAPY", StringComparison.Ordinal);

    private static FrozenDictionary<int, IdcoTerm> Load()
    {
        using var stream = typeof(IdcoTerms).Assembly.GetManifestResourceStream("idco-terms")!;
        using var reader = new StreamReader(stream);
        var terms = new Dictionary<int, IdcoTerm>();
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#'))
                continue;
            var cells = line.Split('\t');
            var code = int.Parse(cells[0], CultureInfo.InvariantCulture);
            terms.Add(code, new IdcoTerm(code, cells[1], Enum.Parse<IdcoKind>(cells[2], ignoreCase: true), cells.Length > 3 ? cells[3] : null, ChannelOf(cells[1])));
        }

        return terms.ToFrozenDictionary();
    }

    private static string? ChannelOf(string name)
    {
        foreach (var channel in (ReadOnlySpan<string>)["RA", "RV", "LV"])
        {
            if (name.Contains("_LEADCHNL_" + channel + "_", StringComparison.Ordinal))
                return channel;
        }

        return null;
    }
}
