using System.Globalization;
using System.Text.RegularExpressions;

namespace VendorSim.Cygnus.Changes;

/// <summary>Changes of a message's segments.</summary>
internal static partial class Hl7Edits
{
    // OBX-2, -3, -5 and -6, counted from the segment's name.
    private const int Type = 2, Term = 3, Value = 5, Unit = 6;

    public static IEnumerable<string[]> Nothing(List<string[]> segments) => segments;

    /// <summary>Changes some observations; null leaves one out.</summary>
    public static Func<List<string[]>, IEnumerable<string[]>> Observations(Func<string[], bool> which, Func<string[], string[]?> change) =>
        segments => segments.Select(s => s[0] == "OBX" && which(s) ? change([.. s]) : s).OfType<string[]>();

    /// <summary>Those of a term.</summary>
    public static Func<string[], bool> Of(string term) => fields => fields[Term].Contains(term, StringComparison.Ordinal);

    /// <summary>Those that are numbers.</summary>
    public static bool IsNumber(string[] fields) => fields[Type] == "NM";

    /// <summary>Those that are values and no identity.</summary>
    public static bool IsMeasured(string[] fields) => fields[Term].StartsWith("72", StringComparison.Ordinal) && !fields[Term].StartsWith("720", StringComparison.Ordinal) && !fields[Term].StartsWith("721025", StringComparison.Ordinal);

    public static Func<string[], string[]?> With(int field, Func<string, string> change) => fields =>
    {
        fields[field] = change(fields[field]);
        return fields;
    };

    public static Func<string[], string[]?> WithValue(Func<string, string> change) => With(Value, change);

    public static Func<string[], string[]?> WithUnit(Func<string, string> change) => With(Unit, change);

    public static Func<string[], string[]?> WithTerm(Func<string, string> change) => With(Term, change);

    public static string Scaled(string value, double factor) =>
        double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? Math.Round(number * factor, 6).ToString(CultureInfo.InvariantCulture) : value;

    /// <summary>Two terms change their values, where both are there.</summary>
    public static Func<List<string[]>, IEnumerable<string[]>> Swap(string one, string other) => segments =>
    {
        var (a, b) = (segments.Find(s => s[0] == "OBX" && Of(one)(s)), segments.Find(s => s[0] == "OBX" && Of(other)(s)));
        if (a is not null && b is not null)
            (a[Value], b[Value]) = (b[Value], a[Value]);
        return segments;
    };

    /// <summary>Adds segments after the header of the observations, or at the end.</summary>
    public static Func<List<string[]>, IEnumerable<string[]>> Add(string segment, bool atEnd) => segments =>
    {
        segments.Insert(atEnd ? segments.Count : segments.FindIndex(s => s[0] == "OBR") + 1, segment.Split('|'));
        return segments;
    };

    /// <summary>Shows times of another zone as if they were UTC.</summary>
    public static Func<string, string> Zone(int hours) => text => Times().Replace(text, m => Moved(m, hours) + "+0000");

    /// <summary>Writes the same instants in another zone.</summary>
    public static Func<string, string> InZone(int hours) => text => Times().Replace(text, m => Moved(m, hours) + $"+0{hours}00");

    private static string Moved(Match time, int hours) =>
        DateTime.ParseExact(time.Groups[1].Value, "yyyyMMddHHmmss", CultureInfo.InvariantCulture).AddHours(hours).ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(?<=\|)(\d{14})\+0000")]
    private static partial Regex Times();
}
