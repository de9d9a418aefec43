using System.Globalization;

namespace VectorCare.Demo;

/// <summary>Durations as people type them: <c>90s</c>, <c>2m</c>, <c>1h30m</c>.</summary>
internal static class Durations
{
    public static bool TryParse(string? text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        var number = 0;
        var digits = false;
        foreach (var character in text ?? string.Empty)
        {
            if (char.IsAsciiDigit(character) && number < 1_000_000)
            {
                number = (number * 10) + (character - '0');
                digits = true;
                continue;
            }

            var unit = character switch { 's' => 1, 'm' => 60, 'h' => 3600, _ => 0 };
            if (unit == 0 || !digits)
                return false;
            duration += TimeSpan.FromSeconds((double)number * unit);
            (number, digits) = (0, false);
        }

        return !digits && duration > TimeSpan.Zero;
    }

    public static string Format(TimeSpan duration) =>
        duration.TotalHours >= 1 ? duration.ToString(@"h\:mm\:ss", CultureInfo.InvariantCulture) : duration.ToString(@"m\:ss", CultureInfo.InvariantCulture);
}
