using System.Globalization;
using System.Text.RegularExpressions;

namespace LocalDapr.Jobs.Times;

/// <summary>An ISO 8601 duration with whole numbers, and an optional number of repetitions: <c>R3/P1DT2H</c>.</summary>
/// <param name="Years">Calendar years.</param>
/// <param name="Months">Calendar months.</param>
/// <param name="Days">Days, weeks included.</param>
/// <param name="Time">The part after <c>T</c>.</param>
/// <param name="Repetitions">Repetitions; null where none are given.</param>
internal sealed partial record IsoDuration(int Years, int Months, int Days, TimeSpan Time, int? Repetitions)
{
    /// <summary>Reads a duration.</summary>
    /// <param name="text">Text.</param>
    /// <param name="value">The duration.</param>
    /// <returns>False when the text has another form; fractions are another form.</returns>
    public static bool TryParse(string? text, out IsoDuration value)
    {
        value = new IsoDuration(0, 0, 0, TimeSpan.Zero, null);
        var match = Pattern().Match(text ?? "");
        if (!match.Success)
            return false;
        var numbers = new int[9];
        for (var i = 1; i < numbers.Length; i++)
        {
            if (match.Groups[i].Success && !int.TryParse(match.Groups[i].Value, NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]))
                return false;
        }
        value = new IsoDuration(
            numbers[2],
            numbers[3],
            (numbers[4] * 7) + numbers[5],
            TimeSpan.FromHours(numbers[6]) + TimeSpan.FromMinutes(numbers[7]) + TimeSpan.FromSeconds(numbers[8]),
            match.Groups[1].Success ? numbers[1] : null);
        return true;
    }

    /// <summary>Adds the duration once.</summary>
    /// <param name="start">From when.</param>
    /// <returns>The instant.</returns>
    public DateTimeOffset After(DateTimeOffset start) => start.AddYears(Years).AddMonths(Months).AddDays(Days) + Time;

    [GeneratedRegex(@"^(?:R(\d+)/)?P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$", RegexOptions.NonBacktracking)]
    private static partial Regex Pattern();
}
