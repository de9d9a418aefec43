using System.Globalization;
using System.Text.RegularExpressions;

namespace VectorCare.Scraper.Fhir;

/// <summary>FHIR <c>dateTime</c> and <c>instant</c>: a year, month or day alone, or a time with its offset.</summary>
internal static partial class FhirTime
{
    private static readonly string[] Formats = ["yyyy", "yyyy-MM", "yyyy-MM-dd"];

    /// <summary>Reads an instant; null when it is absent or malformed.</summary>
    /// <param name="text">The value.</param>
    /// <param name="defaultOffset">Offset of a date, which names none.</param>
    public static DateTimeOffset? Parse(string? text, TimeSpan defaultOffset)
    {
        if (text is null)
            return null;
        if (DateTime.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            return date.Year is >= 1900 and < 9999 ? new DateTimeOffset(date, defaultOffset) : null;
        return Form().IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var instant) && instant.Year is >= 1900 and < 9999 ? instant : null;
    }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
