namespace VectorCare.Demo;

/// <summary>The folder with <c>dapr.yaml</c>: the current one or one above it, else above the program.</summary>
internal static class RepositoryRoot
{
    public const string Missing = "dapr.yaml is in no folder above the current one. Start the program in the repository.";

    public static string Find() => TryFind() ?? throw new DemoException(Missing);

    public static string? TryFind() => Above(Directory.GetCurrentDirectory()) ?? Above(AppContext.BaseDirectory);

    private static string? Above(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "dapr.yaml")) && Directory.Exists(Path.Combine(at.FullName, "components")))
                return at.FullName;
        }

        return null;
    }
}
