using System.Text;
using Dapr.Conformance.Playing;
using LocalDapr.Resources;
using LocalDapr.Sidecars;
using VectorCare.TestKit;

namespace Dapr.Conformance.Support;

/// <summary>Building block × component × API, as the recordings and their exceptions show it.</summary>
internal static class SupportTable
{
    private const string Begin = "<!-- table: written by a test run -->\n";
    private const string End = "<!-- end of table -->";

    private static string Document => RepositoryPaths.At("docs", "localdapr.md");

    /// <summary>The table as it stands in docs/localdapr.md.</summary>
    public static string Read()
    {
        var text = File.ReadAllText(Document).ReplaceLineEndings("\n");
        return text[Bounds(text)];
    }

    /// <summary>Puts a table into docs/localdapr.md.</summary>
    public static void Write(string table)
    {
        var text = File.ReadAllText(Document).ReplaceLineEndings("\n");
        var bounds = Bounds(text);
        File.WriteAllText(Document, text[..bounds.Start] + table + text[bounds.End..]);
    }

    /// <summary>The table.</summary>
    /// <param name="outcome">What became of a recording.</param>
    /// <returns>Lines of Markdown.</returns>
    public static string Create(Func<ConformanceCase, ExceptionGroup> outcome)
    {
        var profiles = new Dictionary<string, ProfileComponents>(StringComparer.Ordinal);
        var reader = new UsedApis(p => profiles.TryGetValue(p, out var known) ? known : profiles[p] = new ProfileComponents(p));
        var used = ConformanceCase.All().SelectMany(c => reader.Of(c).Select(api => (Api: api, Case: c))).ToLookup(u => u.Api, u => u.Case);
        var text = new StringBuilder();
        text.Append("| building block | component | HTTP | gRPC |\n|---|---|---|---|\n");
        foreach (var (block, component) in used.Select(u => (u.Key.Block, u.Key.Component)).Distinct().OrderBy(r => r.Block, StringComparer.Ordinal).ThenBy(r => r.Component, StringComparer.Ordinal))
            text.Append($"| {block} | {component} | {Cell(used[new UsedApi(block, component, false)], outcome)} | {Cell(used[new UsedApi(block, component, true)], outcome)} |\n");
        var shown = used.Select(u => u.Key.Component).ToHashSet(StringComparer.Ordinal);
        foreach (var type in KnownComponents.Types.Where(t => !shown.Contains(t)).Order(StringComparer.Ordinal))
            text.Append($"| {Block(type)} | {type} | no recording | no recording |\n");
        text.Append("| callbacks of applications | appProtocol: grpc | – | no recording |\n");
        text.Append("| service invocation | proxy of any gRPC service | – | no recording |\n");
        text.Append("| workflow | engine of LocalDapr | no recording | recorded dialogues, played by tests/Dapr.Workflow.Tests |\n");
        foreach (var api in MissingApisBlock.Names)
            text.Append($"| {api} | – | refused: 501 | refused: UNIMPLEMENTED |\n");
        foreach (var kind in DaprOnlyComponents.Types.GroupBy(t => t[..t.IndexOf('.', StringComparison.Ordinal)]).OrderBy(k => k.Key, StringComparer.Ordinal))
            text.Append($"| {Block(kind.Key + ".")} | {kind.Count()} other types of Dapr | refused at start | refused at start |\n");
        return text.ToString();
    }

    private static string Cell(IEnumerable<ConformanceCase> cases, Func<ConformanceCase, ExceptionGroup> outcome)
    {
        var all = cases.ToList();
        if (all.Count == 0)
            return "–";
        var byGroup = all.CountBy(outcome).ToDictionary(g => g.Key, g => g.Value);
        var parts = new (ExceptionGroup Group, string Word)[] { (ExceptionGroup.None, "supported"), (ExceptionGroup.Differs, "differs"), (ExceptionGroup.NotYet, "not yet"), (ExceptionGroup.NeedsBroker, "needs a broker"), (ExceptionGroup.NotRun, "not run") };
        return string.Join(", ", parts.Where(p => byGroup.ContainsKey(p.Group)).Select(p => $"{p.Word} ({byGroup[p.Group]})"));
    }

    private static Range Bounds(string text) =>
        (text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length)..text.IndexOf(End, StringComparison.Ordinal);

    private static string Block(string type) => type.Split('.')[0] switch
    {
        "state" => "state",
        "pubsub" => "pub/sub",
        "bindings" => type == "bindings.cron" ? "input bindings" : "output bindings",
        "secretstores" => "secrets",
        var other => other,
    };
}
