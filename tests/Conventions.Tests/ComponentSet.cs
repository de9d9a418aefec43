using VectorCare.TestKit;
using YamlDotNet.RepresentationModel;

namespace Conventions.Tests;

/// <summary>A folder of Dapr resources, read as YAML.</summary>
internal sealed class ComponentSet
{
    public ComponentSet(string name)
    {
        Name = name;
        Documents = [.. Directory.GetFiles(RepositoryPaths.At("components", name), "*.yaml").Order(StringComparer.Ordinal).SelectMany(Read)];
    }

    public static IEnumerable<string> Names => Directory.GetDirectories(RepositoryPaths.At("components")).Select(d => Path.GetFileName(d)).Order(StringComparer.Ordinal);

    public string Name { get; }

    public IReadOnlyList<Resource> Documents { get; }

    public IEnumerable<Resource> OfKind(string kind) => Documents.Where(d => d.Kind == kind);

    private static IEnumerable<Resource> Read(string file)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(File.ReadAllText(file)));
        return stream.Documents.Select(d => new Resource((YamlMappingNode)d.RootNode));
    }
}

/// <summary>One resource.</summary>
internal sealed class Resource(YamlMappingNode root)
{
    public string Kind => Text("kind")!;

    public string Name => Text("metadata", "name")!;

    public IReadOnlyList<string> Scopes => Node("scopes") is YamlSequenceNode scopes ? [.. scopes.Select(s => s.ToString())] : [];

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
