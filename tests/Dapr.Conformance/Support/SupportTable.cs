using System.Text;
using Dapr.Conformance.Playing;
using LocalDapr.Resources;
using LocalDapr.Sidecars;

namespace Dapr.Conformance.Support;

/// <summary>Building block × component × API, as the recordings and their exceptions show it.</summary>
internal static class SupportTable
{
    public static string Create()
    {
        var profiles = new Dictionary<string, ProfileComponents>(StringComparer.Ordinal);
        var reader = new UsedApis(p => profiles.TryGetValue(p, out var known) ? known : profiles[p] = new ProfileComponents(p));
        var used = ConformanceCase.All().SelectMany(c => reader.Of(c).Select(api => (Api: api, Case: c))).ToLookup(u => u.Api, u => u.Case);
        var text = new StringBuilder();
        text.Append("| building block | component | HTTP | gRPC |\n|---|---|---|---|\n");
        foreach (var (block, component) in used.Select(u => (u.Key.Block, u.Key.Component)).Distinct().OrderBy(r => r.Block, StringComparer.Ordinal).ThenBy(r => r.Component, StringComparer.Ordinal))
            text.Append($"| {block} | {component} | {Cell(used[new UsedApi(block, component, false)])} | {Cell(used[new UsedApi(block, component, true)])} |\n");
        var shown = used.Select(u => u.Key.Component).ToHashSet(StringComparer.Ordinal);
        foreach (var type in KnownComponents.Types.Where(t => !shown.Contains(t)).Order(StringComparer.Ordinal))
            text.Append($"| {Block(type)} | {type} | no recording | no recording |\n");
        foreach (var api in MissingApisBlock.Names)
            text.Append($"| {api} | – | refused: 501 | refused: UNIMPLEMENTED |\n");
        foreach (var kind in DaprOnlyComponents.Types.GroupBy(t => t[..t.IndexOf('.', StringComparison.Ordinal)]).OrderBy(k => k.Key, StringComparer.Ordinal))
            text.Append($"| {Block(kind.Key + ".")} | {kind.Count()} other types of Dapr | refused at start | refused at start |\n");
        return text.ToString();
    }

    private static string Cell(IEnumerable<ConformanceCase> cases)
    {
        var all = cases.ToList();
        if (all.Count == 0)
            return "–";
        var byGroup = all.CountBy(c => Exceptions.GroupOf(c)).ToDictionary(g => g.Key, g => g.Value);
        var parts = new (ExceptionGroup Group, string Word)[] { (ExceptionGroup.None, "supported"), (ExceptionGroup.Differs, "differs"), (ExceptionGroup.NotYet, "not yet"), (ExceptionGroup.NeedsBroker, "needs a broker") };
        return string.Join(", ", parts.Where(p => byGroup.ContainsKey(p.Group)).Select(p => $"{p.Word} ({byGroup[p.Group]})"));
    }

    private static string Block(string type) => type.Split('.')[0] switch
    {
        "state" => "state",
        "pubsub" => "pub/sub",
        "bindings" => type == "bindings.cron" ? "input bindings" : "output bindings",
        "secretstores" => "secrets",
        var other => other,
    };
}
