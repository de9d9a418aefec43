using System.Globalization;
using LocalDapr.Jobs.Times;
using LocalDapr.Resources;
using LocalDapr.Storage;

namespace LocalDapr.State.Stores;

/// <summary>Metadata of <c>state.postgresql</c>.</summary>
/// <param name="ConnectionString">Connection string of the driver.</param>
/// <param name="CleanupInterval">Time between sweeps of expired rows (<c>cleanupInterval</c>); default 1 h, zero or negative for never.</param>
internal sealed record PostgresStateOptions(string ConnectionString, TimeSpan CleanupInterval)
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(20);

    /// <summary>Reads them.</summary>
    /// <param name="spec">The component.</param>
    /// <returns>The options.</returns>
    /// <exception cref="FormatException">Something is missing or malformed.</exception>
    public static PostgresStateOptions Parse(ComponentSpec spec)
    {
        try
        {
            var builder = PostgresAddress.Of(spec);
            if (spec["maxConns"] is { } most)
                builder.MaxPoolSize = int.Parse(most, CultureInfo.InvariantCulture);
            builder.CommandTimeout = (int)Math.Ceiling(Duration(spec, "timeout", DefaultTimeout).TotalSeconds);
            return new PostgresStateOptions(builder.ConnectionString, Duration(spec, "cleanupInterval", TimeSpan.FromHours(1)));
        }
        catch (Exception error) when (error is FormatException or ArgumentException or OverflowException)
        {
            throw new FormatException($"component {spec.Name} ({spec.Source}): {error.Message}", error);
        }
    }

    private static TimeSpan Duration(ComponentSpec spec, string name, TimeSpan otherwise)
    {
        if (spec[name + "InSeconds"] is { Length: > 0 } seconds)
            return TimeSpan.FromSeconds(int.Parse(seconds, CultureInfo.InvariantCulture));
        if (spec[name] is not { Length: > 0 } text)
            return otherwise;
        if (GoDuration.TryParse(text, out var value))
            return value;
        return double.TryParse(text, CultureInfo.InvariantCulture, out var number)
            ? TimeSpan.FromSeconds(number)
            : throw new FormatException($"{name} '{text}' is no duration like 1h30m");
    }
}
