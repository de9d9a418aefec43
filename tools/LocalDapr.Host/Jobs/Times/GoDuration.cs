using System.Buffers;
using System.Globalization;
using System.Text;

namespace LocalDapr.Jobs.Times;

/// <summary>Durations in Go's form, for example <c>1h30m</c>, <c>300ms</c> or <c>-1.5s</c>.</summary>
internal static class GoDuration
{
    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.");

    private static readonly (string Unit, double Ticks)[] Units =
    [
        ("ns", 0.01), ("us", 10), ("µs", 10), ("μs", 10), ("ms", TimeSpan.TicksPerMillisecond),
        ("s", TimeSpan.TicksPerSecond), ("m", TimeSpan.TicksPerMinute), ("h", TimeSpan.TicksPerHour),
    ];

    /// <summary>Reads a duration; exact to 100 ns.</summary>
    /// <param name="text">Text.</param>
    /// <param name="value">The duration.</param>
    /// <returns>False when the text has another form or is out of range.</returns>
    public static bool TryParse(string? text, out TimeSpan value)
    {
        value = default;
        if (string.IsNullOrEmpty(text))
            return false;
        var negative = text[0] == '-';
        var rest = text.AsSpan(text[0] is '-' or '+' ? 1 : 0);
        if (rest is "0")
            return true;
        if (rest.IsEmpty)
            return false;
        var ticks = 0d;
        while (!rest.IsEmpty)
        {
            var length = rest.IndexOfAnyExcept(NumberCharacters);
            if (length <= 0 || !double.TryParse(rest[..length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
                return false;
            rest = rest[length..];
            var unitLength = rest.IndexOfAny(NumberCharacters);
            var unit = unitLength < 0 ? rest : rest[..unitLength];
            if (!TryUnit(unit, out var size))
                return false;
            ticks += number * size;
            rest = rest[unit.Length..];
        }
        if (ticks > long.MaxValue / 100d)
            return false;
        value = TimeSpan.FromTicks((long)Math.Round(negative ? -ticks : ticks));
        return true;
    }

    /// <summary>Text as Go writes it, for example <c>2h0m0s</c>.</summary>
    /// <param name="value">A duration.</param>
    /// <returns>The text.</returns>
    public static string Format(TimeSpan value)
    {
        if (value == TimeSpan.Zero)
            return "0s";
        var text = new StringBuilder(value < TimeSpan.Zero ? "-" : "");
        var rest = value.Duration();
        if (rest < TimeSpan.FromMilliseconds(1))
            return text.Append(CultureInfo.InvariantCulture, $"{rest.TotalMicroseconds:0.###}µs").ToString();
        if (rest < TimeSpan.FromSeconds(1))
            return text.Append(CultureInfo.InvariantCulture, $"{rest.TotalMilliseconds:0.######}ms").ToString();
        if (rest >= TimeSpan.FromHours(1))
            text.Append(CultureInfo.InvariantCulture, $"{(long)rest.TotalHours}h");
        if (rest >= TimeSpan.FromMinutes(1))
            text.Append(CultureInfo.InvariantCulture, $"{rest.Minutes}m");
        return text.Append(CultureInfo.InvariantCulture, $"{rest.Seconds + (rest.Ticks % TimeSpan.TicksPerSecond / (double)TimeSpan.TicksPerSecond):0.#######}s").ToString();
    }

    private static bool TryUnit(ReadOnlySpan<char> unit, out double ticks)
    {
        foreach (var (name, size) in Units)
        {
            if (unit.SequenceEqual(name))
            {
                ticks = size;
                return true;
            }
        }
        ticks = 0;
        return false;
    }
}
