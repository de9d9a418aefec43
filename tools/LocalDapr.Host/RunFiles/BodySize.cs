using System.Globalization;
using LocalDapr.Resources;

namespace LocalDapr.RunFiles;

/// <summary>Sizes as <c>maxBodySize</c> writes them.</summary>
internal static class BodySize
{
    private const int Default = 4 * 1024 * 1024;

    private static readonly (string Suffix, long Factor)[] Units =
        [("Ki", 1L << 10), ("Mi", 1L << 20), ("Gi", 1L << 30), ("k", 1_000), ("K", 1_000), ("M", 1_000_000), ("G", 1_000_000_000), ("", 1)];

    /// <summary>Reads a size.</summary>
    /// <param name="text">For example <c>4Mi</c>; null or empty for the default of 4 MiB.</param>
    /// <param name="app">Where it stands.</param>
    /// <param name="findings">Where to report.</param>
    /// <returns>Bytes, at least 1.</returns>
    public static int Parse(string? text, YamlMap app, Findings findings)
    {
        if (string.IsNullOrEmpty(text))
            return Default;
        var (suffix, factor) = Array.Find(Units, u => text.EndsWith(u.Suffix, StringComparison.Ordinal));
        if (long.TryParse(text[..^suffix.Length], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number * factor is > 0 and <= int.MaxValue)
            return (int)(number * factor);
        findings.Error(app.PlaceOf("maxBodySize"), $"maxBodySize '{text}' of {app.What} is not a size such as 4Mi.");
        return Default;
    }
}
