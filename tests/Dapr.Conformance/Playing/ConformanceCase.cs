using System.Text.Json.Nodes;
using VectorCare.TestKit;

namespace Dapr.Conformance.Playing;

/// <summary>One recording: what is played and what daprd answered.</summary>
internal sealed class ConformanceCase
{
    private readonly JsonNode _json;

    private ConformanceCase(string file)
    {
        Name = Path.GetFileNameWithoutExtension(file);
        _json = JsonNode.Parse(File.ReadAllText(file))!;
    }

    public string Area => _json["area"]!.ToString();

    public static string Folder { get; } = RepositoryPaths.At("tests", "Dapr.Conformance", "Cases");

    public string Name { get; }

    public string Profile => _json["profile"]!.ToString();

    public string Title => _json["title"]!.ToString();

    public JsonObject? App => _json["app"]?.AsObject();

    public JsonArray Steps => _json["steps"]!.AsArray();

    public JsonArray Observed => _json["observed"]!["steps"]!.AsArray();

    public static IEnumerable<ConformanceCase> All() => Directory.GetFiles(Folder, "*.json").Order(StringComparer.Ordinal).Select(f => new ConformanceCase(f));

    public static ConformanceCase Load(string name) => new(Path.Combine(Folder, name + ".json"));
}
