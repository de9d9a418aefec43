using System.Globalization;
using System.Text;

namespace VendorSim.Cygnus;

/// <summary>Moves the timestamps of a message and leaves every other byte as it is.</summary>
internal static class Hl7DateShift
{
    /// <summary>Session time (MDC_IDC 721025), or the OBR's, or the message's; in UTC where no zone is given.</summary>
    public static DateTimeOffset? SessionTime(byte[] message)
    {
        DateTimeOffset? found = null;
        foreach (var segment in Segments(message))
        {
            var fields = Encoding.Latin1.GetString(message, segment.Start, Math.Min(segment.Length, 400)).Split('|');
            if (fields is ["OBX", _, _, var term, _, var value, ..] && term.StartsWith("721025", StringComparison.Ordinal) && Parse(value) is { } session)
                return session;
            if (fields[0] == "OBR" && fields.Length > 7 && Parse(fields[7]) is { } observed)
                found = observed;
            if (fields[0] == "MSH" && fields.Length > 6)
                found ??= Parse(fields[6]);
        }

        return found;
    }

    /// <summary>The message with its timestamps moved by <paramref name="shift"/>; MSH-7 never later than <paramref name="latest"/>.</summary>
    public static byte[] Apply(byte[] message, TimeSpan shift, DateTimeOffset latest)
    {
        var copy = (byte[])message.Clone();
        foreach (var (start, length) in Segments(message))
        {
            var end = start + length;
            switch (Encoding.Latin1.GetString(message, start, Math.Min(3, length)))
            {
                case "MSH":
                    // MSH-1 is the separator itself, so the seventh field follows the sixth separator.
                    Move(copy, Field(copy, start, end, 6), end, shift, latest);
                    break;
                case "OBR":
                    foreach (var field in (ReadOnlySpan<int>)[7, 8, 14])
                        Move(copy, Field(copy, start, end, field), end, shift, null);
                    break;
                case "OBX":
                    if (Encoding.Latin1.GetString(copy, Field(copy, start, end, 2), 3) == "DTM")
                        Move(copy, Field(copy, start, end, 5), end, shift, null);
                    Move(copy, Field(copy, start, end, 14), end, shift, null);
                    break;
                default:
                    break;
            }
        }

        return copy;
    }

    public static IEnumerable<(int Start, int Length)> Segments(byte[] message)
    {
        var start = 0;
        for (var i = 0; i <= message.Length; i++)
        {
            if (i < message.Length && message[i] is not ((byte)'\r' or (byte)'\n'))
                continue;
            if (i > start)
                yield return (start, i - start);
            start = i + 1;
        }
    }

    // First byte of a field, or the segment's end where it has fewer.
    private static int Field(byte[] bytes, int start, int end, int field)
    {
        var at = start;
        while (field > 0 && at < end)
        {
            if (bytes[at++] == (byte)'|')
                field--;
        }

        return field == 0 ? at : end;
    }

    private static void Move(byte[] bytes, int start, int end, TimeSpan shift, DateTimeOffset? latest)
    {
        var digits = 0;
        while (start + digits < end && digits < 14 && char.IsAsciiDigit((char)bytes[start + digits]))
            digits++;
        if (digits is not (8 or 10 or 12 or 14))
            return;
        var format = "yyyyMMddHHmmss"[..digits];
        var text = Encoding.ASCII.GetString(bytes, start, digits);
        if (!DateTime.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var value))
            return;
        var moved = value + shift;
        if (latest is { } bound && moved > bound.UtcDateTime)
            moved = bound.UtcDateTime;
        Encoding.ASCII.GetBytes(moved.ToString(format, CultureInfo.InvariantCulture), bytes.AsSpan(start));
    }

    private static DateTimeOffset? Parse(string text)
    {
        var digits = text.TakeWhile(char.IsAsciiDigit).Count();
        return digits >= 8 && DateTimeOffset.TryParseExact(text[..Math.Min(14, digits)], ["yyyyMMddHHmmss", "yyyyMMddHHmm", "yyyyMMddHH", "yyyyMMdd"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;
    }
}
