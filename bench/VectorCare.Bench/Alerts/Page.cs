using System.Text.RegularExpressions;

namespace VectorCare.Bench.Alerts;

/// <summary>What a delivery key of a patient's alert says.</summary>
/// <param name="Patient">Patient.</param>
/// <param name="Rule">Rule.</param>
/// <param name="Step">Number of the page.</param>
internal sealed partial record Page(Guid Patient, string Rule, int Step)
{
    /// <summary>The pages of different keys; alerts of vendors and operations are none.</summary>
    public static IEnumerable<Page> Of(IEnumerable<string> keys) =>
        keys.Select(k => Form().Match(k)).Where(m => m.Success).Select(m => new Page(Guid.Parse(m.Groups[1].ValueSpan), m.Groups[2].Value, int.Parse(m.Groups[3].ValueSpan)));

    /// <summary>Pages that came under more than one key. A patient of an outbreak has one event.</summary>
    public static int DoubledByKey(IEnumerable<Page> ofDifferentKeys) => ofDifferentKeys.GroupBy(p => p).Sum(g => g.Count() - 1);

    [GeneratedRegex("^alert-([0-9a-f-]{36})-([A-Z]+-[0-9]+)-.+:([0-9]+)$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Form();
}
