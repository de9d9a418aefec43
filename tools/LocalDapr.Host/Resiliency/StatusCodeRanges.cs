using System.Globalization;

namespace LocalDapr.Resiliency;

/// <summary>A list such as <c>429,502-504</c>.</summary>
internal sealed class StatusCodeRanges
{
    private readonly (int From, int To)[] _ranges;

    private StatusCodeRanges((int From, int To)[] ranges) => _ranges = ranges;

    /// <summary>No restriction.</summary>
    public static StatusCodeRanges All { get; } = new([]);

    /// <summary>Parses a list.</summary>
    /// <param name="text">Codes and ranges, separated by commas; empty for no restriction.</param>
    /// <returns>The list.</returns>
    /// <exception cref="FormatException">It is malformed.</exception>
    public static StatusCodeRanges Parse(string? text) =>
        string.IsNullOrWhiteSpace(text) ? All : new([.. text.Split(',').Select(Range)]);

    /// <summary>Whether a code is in the list.</summary>
    /// <param name="code">The code.</param>
    /// <returns>True when it is, or when there is no restriction.</returns>
    public bool Contains(int code) => _ranges.Length == 0 || Array.Exists(_ranges, range => code >= range.From && code <= range.To);

    private static (int From, int To) Range(string part)
    {
        var ends = part.Split('-');
        if (ends.Length <= 2
            && int.TryParse(ends[0], NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var from)
            && int.TryParse(ends[^1], NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var to)
            && from <= to)
            return (from, to);
        throw new FormatException($"'{part}' is no status code or range of status codes");
    }
}
