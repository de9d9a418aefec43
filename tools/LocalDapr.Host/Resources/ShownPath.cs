namespace LocalDapr.Resources;

/// <summary>Paths as messages show them.</summary>
internal static class ShownPath
{
    /// <summary>The path from the current folder where it lies below it, else the whole.</summary>
    /// <param name="path">The path.</param>
    /// <returns>The shorter form.</returns>
    public static string Of(string path)
    {
        var relative = Path.GetRelativePath(Directory.GetCurrentDirectory(), path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? Path.GetFullPath(path) : relative;
    }
}
