using System.Globalization;

namespace VectorCare.Scraper.Hl7;

/// <summary>HL7 date and time (DTM, TS): <c>YYYY[MM[DD[HH[MM[SS[.S…]]]]]][+/-ZZZZ]</c>.</summary>
internal static class Hl7Time
{
    private static readonly string[] Formats = ["yyyy", "yyyyMM", "yyyyMMdd", "yyyyMMddHH", "yyyyMMddHHmm", "yyyyMMddHHmmss"];

    /// <summary>Reads an instant.</summary>
    /// <param name="text">The field.</param>
    /// <param name="defaultOffset">Offset of a time that names none.</param>
    /// <returns>The instant with its offset as sent, or null when it is absent or malformed.</returns>
    public static DateTimeOffset? Parse(string? text, TimeSpan defaultOffset)
    {
        if (text is null)
            return null;
        var offset = defaultOffset;
        var sign = text.AsSpan().IndexOfAny('+', '-');
        if (sign >= 0)
        {
            if (!TimeSpan.TryParseExact(text[(sign + 1)..], "hhmm", CultureInfo.InvariantCulture, out offset) || offset > TimeSpan.FromHours(14))
                return null;
            if (text[sign] == '-')
                offset = -offset;
            text = text[..sign];
        }

        var fraction = 0.0;
        if (text.IndexOf('.', StringComparison.Ordinal) is >= 0 and var dot)
        {
            if (dot != 14 || !double.TryParse(text.AsSpan(dot), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out fraction))
                return null;
            text = text[..dot];
        }

        return DateTime.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) && time.Year is >= 1900 and < 9999
            ? new DateTimeOffset(time, offset).AddSeconds(fraction)
            : null;
    }
}
