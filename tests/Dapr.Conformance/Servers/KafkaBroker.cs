using System.Text.RegularExpressions;
using Dapr.Conformance.Playing;
using VectorCare.TestKit;

namespace Dapr.Conformance.Servers;

/// <summary>The broker of the profile <c>kafka</c>: that of the environment (<c>KAFKA</c>), or a mock cluster. Cases that run side by side have one each, for their apps form the same groups.</summary>
internal sealed partial class KafkaBroker : IDisposable
{
    private readonly MockCluster? _mock = Given is null ? new MockCluster() : null;

    /// <summary>Address of a real broker, or null.</summary>
    public static string? Given { get; } = Environment.GetEnvironmentVariable("KAFKA") is { Length: > 0 } address ? address : null;

    /// <summary>Its address by the name that the profile uses.</summary>
    public IReadOnlyDictionary<string, string> Addresses => new Dictionary<string, string>(StringComparer.Ordinal) { ["KAFKA"] = Given ?? _mock!.Address };

    /// <summary>Creates the topics of a run on the mock cluster; a real broker creates them by itself.</summary>
    /// <param name="run">The run's name, a part of each topic's name.</param>
    public void Prepare(string run)
    {
        foreach (var topic in TopicsOf(run))
            CreateTopic(topic);
    }

    /// <summary>Creates a topic on the mock cluster; a real broker creates it by itself.</summary>
    /// <param name="name">The topic.</param>
    public void CreateTopic(string name) => _mock?.CreateTopic(name);

    public void Dispose() => _mock?.Dispose();

    private static IEnumerable<string> TopicsOf(string run)
    {
        var profile = Directory.GetFiles(RepositoryPaths.At("tests", "Dapr.Conformance", "Profiles", "kafka"), "*", SearchOption.AllDirectories);
        var cases = Directory.GetFiles(ConformanceCase.Folder, "kafka-*.json");
        return profile.Concat(cases).SelectMany(f => Topic().Matches(File.ReadAllText(f))).Select(m => $"k-{run}-{m.Groups[1].Value}").Distinct(StringComparer.Ordinal);
    }

    [GeneratedRegex(@"\bk-\$\{(?:run|RUN)\}-([a-z-]+)")]
    private static partial Regex Topic();
}
