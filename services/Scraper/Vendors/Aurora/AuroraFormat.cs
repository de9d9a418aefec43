using System.Globalization;

namespace VectorCare.Scraper.Vendors.Aurora;

/// <summary>How a clinic's portal writes dates and numbers, as the page itself declares it. Anything that does not fit strictly is an error, never a guess.</summary>
internal sealed record AuroraFormat(string DateTimeFormat, TimeSpan Offset, char Decimal, char Thousands)
{
    /// <summary>What the portal writes for an absent value.</summary>
    public const string Absent = "–";

    /// <summary>Reads the declaration; null when one of its parts is not known.</summary>
    public static AuroraFormat? From(string? date, string? zone, string? decimalSeparator, string? thousands)
    {
        var format = date switch
        {
            "DD.MM.YYYY HH:mm:ss" => "dd.MM.yyyy HH:mm:ss",
            "DD/MM/YYYY HH:mm:ss" => "dd/MM/yyyy HH:mm:ss",
            "YYYY-MM-DD HH:mm:ss" => "yyyy-MM-dd HH:mm:ss",
            "MM/DD/YYYY h:mm:ss A" => "MM/dd/yyyy h:mm:ss tt",
            _ => null,
        };
        if (format is null || zone is not ['U', 'T', 'C', '+' or '-', ..] || !TimeSpan.TryParseExact(zone.AsSpan(4), "hh\\:mm", CultureInfo.InvariantCulture, out var offset) || offset > TimeSpan.FromHours(14))
            return null;
        return decimalSeparator is ['.' or ','] && thousands is ['.' or ',' or ' ' or '\u00A0' or '\''] && decimalSeparator != thousands
            ? new AuroraFormat(format, zone[3] == '-' ? -offset : offset, decimalSeparator[0], thousands[0])
            : null;
    }

    /// <summary>Reads a time.</summary>
    public bool TryTime(string text, out DateTimeOffset time)
    {
        var read = DateTime.TryParseExact(text, DateTimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local);
        time = read ? new DateTimeOffset(local, Offset) : default;
        return read;
    }

    /// <summary>Reads a number: groups of exactly three digits, at most one decimal separator.</summary>
    public bool TryNumber(string text, out double number)
    {
        number = 0;
        var body = text.AsSpan();
        if (body.Length > 0 && body[0] is '-' or '−')
            body = body[1..];
        var point = body.IndexOf(Decimal);
        var whole = point < 0 ? body : body[..point];
        var fraction = point < 0 ? default : body[(point + 1)..];
        if (whole.IsEmpty || (point >= 0 && fraction.IsEmpty) || fraction.ContainsAnyExceptInRange('0', '9') || !IsGrouped(whole))
            return false;
        var plain = string.Concat(whole.ToString().Replace(Thousands.ToString(), string.Empty, StringComparison.Ordinal), ".", fraction.IsEmpty ? "0" : fraction);
        if (!double.TryParse(plain, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number))
            return false;
        number = body.Length == text.Length ? number : -number;
        return true;
    }

    private bool IsGrouped(ReadOnlySpan<char> whole)
    {
        var first = true;
        foreach (var range in whole.Split(Thousands))
        {
            var group = whole[range];
            var isWhole = first && group.Length == whole.Length;
            if (group.IsEmpty || group.ContainsAnyExceptInRange('0', '9') || (!isWhole && (first ? group.Length > 3 : group.Length != 3)))
                return false;
            first = false;
        }

        return true;
    }
}
