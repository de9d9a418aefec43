using VectorCare.TestKit;

namespace Conventions.Tests;

/// <summary>The repository's C# files, generated ones left out.</summary>
internal static class SourceFiles
{
    private static readonly string[] Skipped = ["bin", "obj", "artifacts", ".localdapr", ".dapr", ".git"];

    public static IReadOnlyList<SourceFile> All { get; } = [.. Walk(RepositoryPaths.Root).Select(f => new SourceFile(Path.GetRelativePath(RepositoryPaths.Root, f).Replace('\\', '/'), File.ReadAllLines(f)))];

    public static IEnumerable<SourceFile> Production => All.Where(f => !f.IsTest);

    private static IEnumerable<string> Walk(string folder) =>
        Directory.GetFiles(folder, "*.cs").Concat(Directory.GetDirectories(folder).Where(d => !Skipped.Contains(Path.GetFileName(d))).SelectMany(Walk));
}

/// <summary>A C# file.</summary>
internal sealed record SourceFile(string Path, IReadOnlyList<string> Lines)
{
    public bool IsTest => Path.StartsWith("tests/", StringComparison.Ordinal) || Path.StartsWith("bench/", StringComparison.Ordinal);
}
