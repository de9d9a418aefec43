using System.Text.RegularExpressions;

namespace VectorCare.Registry.Import;

/// <summary>Form of clinic and vendor ids.</summary>
internal static partial class Identifiers
{
    public const string Form = "1 to 63 of a-z, 0-9 and '-', starting and ending with a letter or digit";

    public static bool IsId(string text) => Pattern().IsMatch(text);

    [GeneratedRegex("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pattern();
}
