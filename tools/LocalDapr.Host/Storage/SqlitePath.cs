namespace LocalDapr.Storage;

/// <summary>The forms in which a SQLite database is named.</summary>
internal static class SqlitePath
{
    private const string Memory = ":memory:";

    /// <summary>True for a database without a file.</summary>
    /// <param name="text">Path, <c>file:</c> URI or <c>:memory:</c>.</param>
    /// <returns>Whether it lives in memory.</returns>
    public static bool IsMemory(string text) => Plain(text) == Memory || text.Contains("mode=memory", StringComparison.OrdinalIgnoreCase);

    /// <summary>Full path of the file.</summary>
    /// <param name="text">Path or <c>file:</c> URI; options after <c>?</c> are not used.</param>
    /// <returns>The path.</returns>
    public static string Resolve(string text) => Path.GetFullPath(Plain(text));

    private static string Plain(string text)
    {
        if (!text.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
            return text;
        var path = text["file:".Length..];
        var query = path.IndexOf('?', StringComparison.Ordinal);
        path = query < 0 ? path : path[..query];
        return Uri.UnescapeDataString(path.StartsWith("///", StringComparison.Ordinal) ? path[2..] : path);
    }
}
