using System.Text.Json;
using System.Text.Json.Nodes;
using VectorCare.TestKit;
using YamlDotNet.RepresentationModel;

namespace VectorCare.Deploy.Tests.Observability;

/// <summary>Grafana dashboards, made from <c>source.yaml</c>: two panels in a row, read-only.</summary>
internal static class Dashboards
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };

    public static string Folder { get; } = RepositoryPaths.At("deploy", "observability", "dashboards");

    /// <summary>File name and text of each dashboard.</summary>
    public static IEnumerable<(string File, string Text)> Generate()
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(File.ReadAllText(Path.Combine(Folder, "source.yaml"))));
        foreach (var board in ((YamlSequenceNode)stream.Documents[0].RootNode).Cast<YamlMappingNode>())
        {
            var panels = ((YamlSequenceNode)board["panels"]).Cast<YamlMappingNode>().Select(Panel).ToArray<JsonNode>();
            var json = new JsonObject
            {
                ["uid"] = "vectorcare-" + board["name"],
                ["title"] = "VectorCare: " + board["title"],
                ["tags"] = new JsonArray("vectorcare"),
                ["editable"] = false,
                ["schemaVersion"] = 39,
                ["refresh"] = "1m",
                ["time"] = new JsonObject { ["from"] = "now-6h", ["to"] = "now" },
                ["templating"] = new JsonObject { ["list"] = new JsonArray(new JsonObject { ["name"] = "datasource", ["type"] = "datasource", ["query"] = "prometheus" }) },
                ["panels"] = new JsonArray(panels),
            };
            yield return (board["name"] + ".json", json.ToJsonString(Indented) + "\n");
        }
    }

    private static JsonObject Panel(YamlMappingNode panel, int index) => new()
    {
        ["id"] = index + 1,
        ["type"] = "timeseries",
        ["title"] = panel["title"].ToString(),
        ["datasource"] = new JsonObject { ["type"] = "prometheus", ["uid"] = "${datasource}" },
        ["gridPos"] = new JsonObject { ["x"] = index % 2 * 12, ["y"] = index / 2 * 8, ["w"] = 12, ["h"] = 8 },
        ["fieldConfig"] = new JsonObject { ["defaults"] = new JsonObject { ["unit"] = panel["unit"].ToString() }, ["overrides"] = new JsonArray() },
        ["targets"] = new JsonArray(new JsonObject
        {
            ["refId"] = "A",
            ["expr"] = panel["query"].ToString(),
            ["legendFormat"] = panel.Children.TryGetValue("legend", out var legend) ? legend.ToString() : panel["title"].ToString(),
        }),
    };
}
