using System.Globalization;

namespace ScaledTime;

/// <summary>The clock of a process, handed to it in the environment as <c>SCALED_CLOCK={anchor in Unix ms};{speed}</c>. Absent means the wall clock.</summary>
public static class ClockSettings
{
    /// <summary>Name of the environment variable.</summary>
    public const string Variable = "SCALED_CLOCK";

    /// <summary>Reads the clock.</summary>
    /// <param name="value">Value of <see cref="Variable"/>, or null.</param>
    /// <returns><see cref="TimeProvider.System"/> for null or speed 1, else a <see cref="ScaledTimeProvider"/>.</returns>
    /// <exception cref="FormatException">The value has another form; the message says which is expected.</exception>
    public static TimeProvider Parse(string? value)
    {
        if (string.IsNullOrWhiteSpace(value))
            return TimeProvider.System;
        var parts = value.Split(';');
        if (parts.Length == 2
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var anchor)
            && double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out var speed)
            && speed is >= 1 and <= 10_000)
            return speed == 1 ? TimeProvider.System : new ScaledTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(anchor), speed);
        throw new FormatException($"{Variable}={value} is not understood: expected {{anchor in Unix milliseconds}};{{speed from 1 to 10000}}.");
    }

    /// <summary>Writes the value for a child process.</summary>
    /// <param name="anchor">Instant at which scaled and wall time agree.</param>
    /// <param name="speed">Scaled seconds per wall-clock second.</param>
    /// <returns>The value of <see cref="Variable"/>.</returns>
    public static string Format(DateTimeOffset anchor, double speed) =>
        string.Create(CultureInfo.InvariantCulture, $"{anchor.ToUnixTimeMilliseconds()};{speed}");
}
