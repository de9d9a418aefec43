using VectorCare.TestKit;
using YamlDotNet.RepresentationModel;

namespace Conventions.Tests.Components;

/// <summary>A folder of Dapr resources, read as YAML.</summary>
internal sealed class ComponentSet
{
    private ComponentSet(string name, IEnumerable<string> files)
    {
        Name = name;
        Documents = [.. files.SelectMany(Read).Where(d => d.Kind != "Kustomization")];
    }

    public static IEnumerable<string> Names => Directory.GetDirectories(RepositoryPaths.At("components")).Select(d => Path.GetFileName(d)).Order(StringComparer.Ordinal);

    public string Name { get; }

    public IReadOnlyList<Resource> Documents { get; }

    /// <summary>Reads a set of the repository.</summary>
    /// <param name="name">Its folder.</param>
    /// <param name="edit">What to change in a file's text first: file name and text to text.</param>
    public static ComponentSet Load(string name, Func<string, string, string>? edit = null) =>
        new(name, Directory.GetFiles(RepositoryPaths.At("components", name), "*.yaml").Order(StringComparer.Ordinal)
            .Select(f => edit is null ? File.ReadAllText(f) : edit(Path.GetFileName(f), File.ReadAllText(f))));

    public IEnumerable<Resource> OfKind(string kind) => Documents.Where(d => d.Kind == kind);

    private static IEnumerable<Resource> Read(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return stream.Documents.Select(d => new Resource((YamlMappingNode)d.RootNode));
    }
}

/// <summary>One resource.</summary>
internal sealed class Resource(YamlMappingNode root)
{
    public string Kind => Text("kind")!;

    public string Name => Text("metadata", "name")!;

    public string Id => $"{Kind} {Name}";

    public string Type => Text("spec", "type") ?? string.Empty;

    public IReadOnlyList<string> Scopes => Node("scopes") is YamlSequenceNode scopes ? [.. scopes.Select(s => s.ToString()).Order(StringComparer.Ordinal)] : [];

    /// <summary>Metadata of a component: name, inline value or null, whether it is a reference to a secret.</summary>
    public IEnumerable<(string Name, string? Value, bool IsReference)> Metadata =>
        Node("spec", "metadata") is YamlSequenceNode items
            ? items.OfType<YamlMappingNode>().Select(i => (i["name"].ToString(), i.Children.TryGetValue("value", out var value) ? value.ToString() : null, i.Children.ContainsKey("secretKeyRef")))
            : [];

    public string? Text(params string[] path) => Node(path) is YamlScalarNode scalar ? scalar.Value : null;

    public IEnumerable<string> Keys(params string[] path) => Node(path) is YamlMappingNode map ? map.Children.Keys.Select(k => k.ToString()) : [];

    private YamlNode? Node(params string[] path)
    {
        YamlNode? node = root;
        foreach (var key in path)
            node = node is YamlMappingNode map && map.Children.TryGetValue(key, out var child) ? child : null;
        return node;
    }
}
