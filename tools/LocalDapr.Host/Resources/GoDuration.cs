using System.Globalization;
using System.Text.RegularExpressions;

namespace LocalDapr.Resources;

/// <summary>Durations as Dapr's files write them: <c>500ms</c>, <c>1m30s</c>, <c>0s</c>.</summary>
internal static partial class GoDuration
{
    /// <summary>Reads a duration.</summary>
    /// <param name="text">The text.</param>
    /// <param name="duration">The duration; parts under 100 ns are cut off.</param>
    /// <returns>False when the text is no duration.</returns>
    public static bool TryParse(string? text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        if (string.IsNullOrEmpty(text))
            return false;
        var body = text.TrimStart('-', '+');
        if (text.Length - body.Length > 1)
            return false;
        if (body == "0")
            return true;
        if (!Whole().IsMatch(body))
            return false;
        var ticks = 0m;
        try
        {
            foreach (Match part in Part().Matches(body))
                ticks += decimal.Parse(part.Groups[1].ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture) * TicksOf(part.Groups[2].Value);
            duration = TimeSpan.FromTicks((long)(text[0] == '-' ? -ticks : ticks));
            return true;
        }
        catch (Exception e) when (e is OverflowException or FormatException)
        {
            return false;
        }
    }

    private static decimal TicksOf(string unit) => unit switch
    {
        "ns" => 0.01m,
        "us" or "µs" or "μs" => 10m,
        "ms" => TimeSpan.TicksPerMillisecond,
        "s" => TimeSpan.TicksPerSecond,
        "m" => TimeSpan.TicksPerMinute,
        _ => TimeSpan.TicksPerHour,
    };

    [GeneratedRegex(@"^((\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h))+$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Whole();

    [GeneratedRegex(@"(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Part();
}
