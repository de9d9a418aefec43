using System.Globalization;
using System.Text.RegularExpressions;

namespace VectorCare.Scraper.Idco;

/// <summary>Reads the forms of therapy text that are certain, such as <c>3 ATP, 1x 35J</c> or <c>3 ATP, 1 shock</c>; anything else says nothing about counts.</summary>
internal static partial class TherapyDetails
{
    /// <summary>The sequences and shocks of the text; null where it does not say.</summary>
    public static (int? Atp, int? Shocks) Parse(string? text)
    {
        if (text is null || Form().Match(text) is not { Success: true } match)
            return (null, null);
        return (Count(match.Groups["atp"]), Count(match.Groups["shocks"]));
    }

    private static int? Count(Group group) => group.Success ? int.Parse(group.ValueSpan, CultureInfo.InvariantCulture) : null;

    [GeneratedRegex(@"^(?=.)(?:(?<atp>\d{1,4}) ATP)?(?:, ?|$)?(?:(?<shocks>\d{1,3})(?:x ?\d{1,3} ?J| shocks?))?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
