using VectorCare.TestKit;

namespace VectorCare.EndToEnd.Tests.World;

/// <summary>The embedded component set with the ports of one test.</summary>
internal static class EmbeddedSet
{
    public static void CopyTo(string folder, int vendorPort, int mailPort, int webhookPort)
    {
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.GetFiles(RepositoryPaths.At("components", "embedded"), "*.yaml"))
        {
            File.WriteAllText(Path.Combine(folder, Path.GetFileName(file)), File.ReadAllText(file)
                .Replace(":7190", ":" + vendorPort, StringComparison.Ordinal)
                .Replace("\"7125\"", $"\"{mailPort}\"", StringComparison.Ordinal)
                .Replace(":7126", ":" + webhookPort, StringComparison.Ordinal));
        }
    }
}
