using System.Globalization;

namespace LocalDapr.Resiliency;

/// <summary>A list such as <c>429,502-504</c>.</summary>
internal sealed class StatusCodeRanges
{
    private readonly (int From, int To)[] _ranges;

    private StatusCodeRanges((int From, int To)[] ranges) => _ranges = ranges;

    /// <summary>No restriction.</summary>
    public static StatusCodeRanges All { get; } = new([]);

    /// <summary>Parses a list of HTTP codes.</summary>
    /// <param name="text">Codes and ranges from 100 to 599, separated by commas without blanks; empty for no restriction.</param>
    /// <returns>The list.</returns>
    /// <exception cref="FormatException">It is malformed.</exception>
    public static StatusCodeRanges ParseHttp(string? text) => Parse(text, 100, 599);

    /// <summary>Parses a list of gRPC codes.</summary>
    /// <param name="text">Codes and ranges from 0 to 16, as for HTTP.</param>
    /// <returns>The list.</returns>
    /// <exception cref="FormatException">It is malformed.</exception>
    public static StatusCodeRanges ParseGrpc(string? text) => Parse(text, 0, 16);

    /// <summary>Whether a code is in the list.</summary>
    /// <param name="code">The code.</param>
    /// <returns>True when it is, or when there is no restriction.</returns>
    public bool Contains(int code) => _ranges.Length == 0 || Array.Exists(_ranges, range => code >= range.From && code <= range.To);

    private static StatusCodeRanges Parse(string? text, int least, int most) =>
        string.IsNullOrEmpty(text) ? All : new([.. text.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(part => Range(part, least, most))]);

    private static (int From, int To) Range(string part, int least, int most)
    {
        var ends = part.Split('-');
        if (ends.Length <= 2
            && int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out var from)
            && int.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var to)
            && least <= from && from <= to && to <= most)
            return (from, to);
        throw new FormatException($"'{part}' is no status code from {least} to {most}, or range of them without blanks");
    }
}
