using System.Text.RegularExpressions;
using VectorCare.TestKit;
using YamlDotNet.RepresentationModel;

namespace VectorCare.EndToEnd.Tests.Telemetry;

/// <summary>The queries of rules, dashboards, rollout gates and scaling, and the metrics that they name.</summary>
internal static partial class QuerySources
{
    private static readonly HashSet<string> Words = new(
        [
            "and", "or", "unless", "by", "without", "on", "offset", "bool", "sum", "max", "min", "avg", "count", "rate", "increase", "histogram_quantile",
            "abs", "clamp_max", "vector", "avg_over_time", "up", "ALERTS",
        ],
        StringComparer.Ordinal);

    /// <summary>File and query.</summary>
    public static IEnumerable<(string File, string Query)> All { get; } =
    [
        .. new[] { ("observability", "*.yaml"), ("observability", "*.json"), ("k8s", "*.yaml") }
            .SelectMany(s => Directory.GetFiles(RepositoryPaths.At("deploy", s.Item1), s.Item2, SearchOption.AllDirectories))
            .Where(f => !Path.GetFileName(f).StartsWith("tests", StringComparison.Ordinal))
            .SelectMany(f => Queries(File.ReadAllText(f)).Select(q => (Path.GetFileName(f), q))),
    ];

    /// <summary>Names that recording rules make.</summary>
    public static IReadOnlySet<string> Recorded { get; } =
        File.ReadLines(RepositoryPaths.At("deploy", "observability", "rules", "recording.yaml")).Where(l => l.Contains("record:", StringComparison.Ordinal)).Select(l => l.Split("record:")[1].Trim()).ToHashSet(StringComparer.Ordinal);

    /// <summary>Metrics that a query names: its identifiers without strings, labels, durations and words of the language.</summary>
    public static IEnumerable<string> Metrics(string query) =>
        Identifier().Matches(Grouping().Replace(Selector().Replace(query, " "), " ")).Select(m => m.Value).Where(w => !Words.Contains(w)).Distinct();

    /// <summary>Queries that name a metric which is neither exported nor recorded.</summary>
    public static IEnumerable<string> Faults(IEnumerable<(string File, string Query)> queries, IReadOnlySet<string> exported) =>
        queries.SelectMany(q => Metrics(q.Query).Where(m => !exported.Contains(m) && !Recorded.Contains(m)).Select(m => $"{q.File}: no service exports {m} ({q.Query})"));

    private static IEnumerable<string> Queries(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return stream.Documents.SelectMany(d => d.AllNodes.OfType<YamlMappingNode>()).Distinct()
            .SelectMany(m => m.Children).Where(c => c.Key.ToString() is "expr" or "query" && c.Value is YamlScalarNode && c.Value.ToString() != "prometheus").Select(c => c.Value.ToString());
    }

    [GeneratedRegex(@"\{[^}]*\}|\[[^\]]*\]|offset \w+")]
    private static partial Regex Selector();

    [GeneratedRegex(@"\b(by|without|on) *\([^)]*\)")]
    private static partial Regex Grouping();

    [GeneratedRegex(@"[a-zA-Z_:][\w:]*")]
    private static partial Regex Identifier();
}
