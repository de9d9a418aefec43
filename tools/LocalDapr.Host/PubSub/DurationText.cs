using System.Globalization;

namespace LocalDapr.PubSub;

/// <summary>Durations as component metadata write them: <c>300ms</c>, <c>1m30s</c>, or a bare number in a unit of the field.</summary>
internal static class DurationText
{
    /// <summary>Parses a duration with units (ns, us, ms, s, m, h).</summary>
    /// <param name="text">The text.</param>
    /// <param name="duration">The duration.</param>
    /// <returns>False when it has another form.</returns>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        var rest = text.AsSpan().Trim();
        var negative = rest.Length > 0 && rest[0] == '-';
        if (rest.Length > 0 && rest[0] is '-' or '+')
            rest = rest[1..];
        if (rest is "0")
            return true;
        if (rest.IsEmpty)
            return false;
        double ticks = 0;
        while (!rest.IsEmpty)
        {
            var digits = 0;
            while (digits < rest.Length && (char.IsAsciiDigit(rest[digits]) || rest[digits] == '.'))
                digits++;
            var unit = digits;
            while (unit < rest.Length && !char.IsAsciiDigit(rest[unit]) && rest[unit] != '.')
                unit++;
            if (!double.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) || TicksOf(rest[digits..unit]) is not { } scale)
                return false;
            ticks += number * scale;
            rest = rest[unit..];
        }

        if (ticks > TimeSpan.MaxValue.Ticks)
            return false;
        duration = TimeSpan.FromTicks((long)(negative ? -ticks : ticks));
        return true;
    }

    /// <summary>Parses a duration with units, or a bare number of a given unit.</summary>
    /// <param name="text">The text, or null.</param>
    /// <param name="bareUnit">Unit of a bare number.</param>
    /// <param name="fallback">Result for null, an empty text, or another form.</param>
    /// <returns>The duration.</returns>
    public static TimeSpan Parse(string? text, TimeSpan bareUnit, TimeSpan fallback)
    {
        if (string.IsNullOrWhiteSpace(text))
            return fallback;
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            return bareUnit * number;
        return TryParse(text, out var duration) ? duration : fallback;
    }

    private static double? TicksOf(ReadOnlySpan<char> unit) => unit switch
    {
        "ns" => 0.01,
        "us" or "µs" => TimeSpan.TicksPerMicrosecond,
        "ms" => TimeSpan.TicksPerMillisecond,
        "s" => TimeSpan.TicksPerSecond,
        "m" => TimeSpan.TicksPerMinute,
        "h" => TimeSpan.TicksPerHour,
        _ => null,
    };
}
