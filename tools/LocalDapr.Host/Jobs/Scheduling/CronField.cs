using System.Globalization;

namespace LocalDapr.Jobs.Scheduling;

/// <summary>A cron field: reads lists, ranges, names and steps (<c>N/step</c> runs to the end of the field) and writes them out as a plain list.</summary>
internal sealed class CronField(int minimum, int maximum, params string[] names)
{
    /// <summary>A field without restriction.</summary>
    public const string Any = "*";

    /// <summary>Seconds.</summary>
    public static readonly CronField Second = new(0, 59);

    /// <summary>Minutes.</summary>
    public static readonly CronField Minute = new(0, 59);

    /// <summary>Hours.</summary>
    public static readonly CronField Hour = new(0, 23);

    /// <summary>Day of the month.</summary>
    public static readonly CronField DayOfMonth = new(1, 31);

    /// <summary>Month.</summary>
    public static readonly CronField Month = new(1, 12, "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");

    /// <summary>Day of the week; 7 is not Sunday.</summary>
    public static readonly CronField DayOfWeek = new(0, 6, "sun", "mon", "tue", "wed", "thu", "fri", "sat");

    /// <summary>Reads the field.</summary>
    /// <param name="text">Text.</param>
    /// <returns><see cref="Any"/>, or the values in order, separated by commas.</returns>
    /// <exception cref="FormatException">The text is malformed or out of range.</exception>
    public string Parse(string text)
    {
        var values = new SortedSet<int>();
        var any = false;
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
            any |= AddRange(part, values);
        if (values.Count == 0)
            throw new FormatException($"failed to parse field: {text}");
        return any ? Any : string.Join(',', values);
    }

    private bool AddRange(string part, SortedSet<int> values)
    {
        var steps = part.Split('/');
        var bounds = steps[0].Split('-');
        if (steps.Length > 2)
            throw new FormatException($"too many slashes: {part}");
        if (bounds.Length > 2)
            throw new FormatException($"too many hyphens: {part}");
        var star = steps[0] is "*" or "?";
        var start = star ? minimum : Number(bounds[0]);
        var end = star ? maximum : bounds.Length == 2 ? Number(bounds[1]) : start;
        var step = 1;
        if (steps.Length == 2)
        {
            step = Plain(steps[1]);
            end = bounds.Length == 1 && !star ? maximum : end;
        }
        if (start < minimum)
            throw new FormatException($"beginning of range ({start}) below minimum ({minimum}): {part}");
        if (end > maximum)
            throw new FormatException($"end of range ({end}) above maximum ({maximum}): {part}");
        if (start > end)
            throw new FormatException($"beginning of range ({start}) beyond end of range ({end}): {part}");
        if (step == 0)
            throw new FormatException($"step of range should be a positive number: {part}");
        for (var value = start; value <= end; value += step)
            values.Add(value);
        return star && step == 1;
    }

    private int Number(string text)
    {
        var name = Array.FindIndex(names, n => n.Equals(text, StringComparison.OrdinalIgnoreCase));
        return name >= 0 ? name + minimum : Plain(text);
    }

    private static int Plain(string text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number >= 0 ? number : throw new FormatException($"negative number ({number}) not allowed: {text}")
            : throw new FormatException($"failed to parse int from {text}");
}
