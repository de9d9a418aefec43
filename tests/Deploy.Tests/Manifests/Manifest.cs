using System.Globalization;
using System.Text.Json.Nodes;
using VectorCare.TestKit;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace VectorCare.Deploy.Tests.Manifests;

/// <summary>One resource, as JSON for its schema and as YAML for its type.</summary>
internal sealed record Manifest(JsonObject Json, string Yaml)
{
    public string ApiVersion => Json["apiVersion"]!.GetValue<string>();

    public string Group => ApiVersion.Contains('/', StringComparison.Ordinal) ? ApiVersion.Split('/')[0] : string.Empty;

    public string Kind => Json["kind"]!.GetValue<string>();

    public string Name => Json["metadata"]!["name"]!.GetValue<string>();

    public string Id => $"{Kind} {Name}";

    /// <summary>What <c>kubectl kustomize</c> makes of an overlay of the repository.</summary>
    /// <param name="overlay">Its name.</param>
    public static IReadOnlyList<Manifest> OfOverlay(string overlay) => Build(RepositoryPaths.At("deploy", "k8s", "overlays", overlay));

    /// <summary>What <c>kubectl kustomize</c> makes of a folder.</summary>
    /// <param name="folder">The folder.</param>
    public static IReadOnlyList<Manifest> Build(string folder)
    {
        var (code, output, errors) = Tool.Run("kubectl", "kustomize", folder);
        Assert.True(code == 0, errors);
        return Parse(output);
    }

    /// <summary>Every document of a YAML text that need not be a resource.</summary>
    /// <param name="text">The text.</param>
    public static IEnumerable<JsonObject> ReadYaml(string text) => Parse(text).Select(m => m.Json);

    /// <summary>Every document of a YAML text.</summary>
    /// <param name="text">The text.</param>
    public static IReadOnlyList<Manifest> Parse(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return [.. stream.Documents.Select(d => new Manifest((JsonObject)ToJson(d.RootNode)!, Write(d)))];
    }

    private static string Write(YamlDocument document)
    {
        using var writer = new StringWriter(CultureInfo.InvariantCulture);
        new YamlStream(document).Save(writer, assignAnchors: false);
        return writer.ToString().Replace("\n...", string.Empty, StringComparison.Ordinal);
    }

    private static JsonNode? ToJson(YamlNode node) => node switch
    {
        YamlMappingNode map => new JsonObject(map.Children.Select(c => KeyValuePair.Create(c.Key.ToString(), ToJson(c.Value)))),
        YamlSequenceNode list => new JsonArray([.. list.Select(ToJson)]),
        YamlScalarNode { Style: ScalarStyle.Plain, Value: var text } => Plain(text),
        _ => JsonValue.Create(node.ToString()),
    };

    private static JsonValue? Plain(string? text) => text switch
    {
        null or "" or "null" or "~" => null,
        "true" => JsonValue.Create(true),
        "false" => JsonValue.Create(false),
        _ when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) => JsonValue.Create(whole),
        _ when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => JsonValue.Create(number),
        _ => JsonValue.Create(text),
    };
}
