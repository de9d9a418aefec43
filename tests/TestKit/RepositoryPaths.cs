namespace VectorCare.TestKit;

/// <summary>Finds files of the repository and of the shared folder beside it.</summary>
public static class RepositoryPaths
{
    /// <summary>The folder with <c>VectorCare.sln</c>.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>A path below <see cref="Root"/>.</summary>
    /// <param name="parts">Folders and file.</param>
    /// <returns>The full path.</returns>
    public static string At(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>A path in the shared folder (<c>VECTORCARE_SHARED</c>, else <c>../shared</c>), or null when it is not there: the test then skips with that reason.</summary>
    /// <param name="parts">Folders and file.</param>
    /// <returns>The full path, or null.</returns>
    public static string? Shared(params string[] parts)
    {
        var shared = Environment.GetEnvironmentVariable("VECTORCARE_SHARED") ?? Path.Combine(Root, "..", "shared");
        var path = Path.GetFullPath(Path.Combine([shared, .. parts]));
        return Path.Exists(path) ? path : null;
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "VectorCare.sln")))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException("VectorCare.sln is in no folder above " + AppContext.BaseDirectory);
    }
}
