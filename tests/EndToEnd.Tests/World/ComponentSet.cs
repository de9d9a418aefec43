using VectorCare.TestKit;

namespace VectorCare.EndToEnd.Tests.World;

/// <summary>A component set with the addresses of one test.</summary>
/// <param name="Name">Its folder.</param>
/// <param name="Brokers">Address of Kafka, or null where the set names none.</param>
/// <param name="Database">Connection string of PostgreSQL, or null where the set names none; the events are stored there, too.</param>
internal sealed record ComponentSet(string Name, string? Brokers = null, string? Database = null)
{
    /// <summary>Copies the set with the ports of the test; what lies in files lies in its data folder.</summary>
    public void CopyTo(string folder, int vendorPort, int mailPort, int webhookPort, string data)
    {
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.GetFiles(RepositoryPaths.At("components", Name), "*.yaml"))
        {
            File.WriteAllText(Path.Combine(folder, Path.GetFileName(file)), File.ReadAllText(file)
                .Replace(":7190", ":" + vendorPort, StringComparison.Ordinal)
                .Replace("\"7125\"", $"\"{mailPort}\"", StringComparison.Ordinal)
                .Replace("\"1025\"", $"\"{mailPort}\"", StringComparison.Ordinal)
                .Replace(":7126", ":" + webhookPort, StringComparison.Ordinal)
                .Replace(":8025", ":" + webhookPort, StringComparison.Ordinal)
                .Replace("127.0.0.1:9092", Brokers, StringComparison.Ordinal)
                .Replace("components/local/secrets", data, StringComparison.Ordinal));
        }
    }
}
