using System.Text.RegularExpressions;
using LocalDapr.Jobs.Times;
using LocalDapr.Resources;

namespace LocalDapr.State.Stores;

/// <summary>Metadata of <c>state.sqlite</c>.</summary>
/// <param name="Path">Path, <c>file:</c> URI or <c>:memory:</c> (<c>connectionString</c>).</param>
/// <param name="Table">Table of the values (<c>tableName</c>); default <c>state</c>.</param>
/// <param name="MetadataTable">Table of notes (<c>metadataTableName</c>); default <c>metadata</c>.</param>
/// <param name="CleanupInterval">Time between sweeps of expired rows (<c>cleanupInterval</c>); default 1 h, zero or negative for never.</param>
/// <param name="BusyTimeout">How long a lock of another process is waited for (<c>busyTimeout</c>); default 2 s.</param>
internal sealed partial record SqliteStateOptions(string Path, string Table, string MetadataTable, TimeSpan CleanupInterval, TimeSpan BusyTimeout)
{
    /// <summary>Reads them.</summary>
    /// <param name="spec">The component.</param>
    /// <returns>The options.</returns>
    /// <exception cref="FormatException">Something is missing or malformed; the message names all of it.</exception>
    public static SqliteStateOptions Parse(ComponentSpec spec)
    {
        var errors = new List<string>();
        var path = spec["connectionString"];
        if (string.IsNullOrWhiteSpace(path))
            errors.Add("connectionString is missing");
        var options = new SqliteStateOptions(
            path ?? "",
            Identifier("tableName", "state"),
            Identifier("metadataTableName", "metadata"),
            Duration("cleanupInterval", TimeSpan.FromHours(1)),
            Duration("busyTimeout", TimeSpan.FromSeconds(2)));
        return errors.Count == 0 ? options : throw new FormatException($"component {spec.Name} ({spec.Source}): {string.Join("; ", errors)}");

        string Identifier(string name, string otherwise)
        {
            var text = spec[name] is { Length: > 0 } given ? given : otherwise;
            if (!IdentifierPattern().IsMatch(text))
                errors.Add($"{name} '{text}' is no identifier");
            return text;
        }

        TimeSpan Duration(string name, TimeSpan otherwise)
        {
            if (spec[name] is not { Length: > 0 } text)
                return otherwise;
            if (GoDuration.TryParse(text, out var value))
                return value;
            errors.Add($"{name} '{text}' is no duration like 1h30m");
            return otherwise;
        }
    }

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*$", RegexOptions.NonBacktracking)]
    private static partial Regex IdentifierPattern();
}
