using VectorCare.TestKit;

namespace Dapr.Conformance.Support;

/// <summary>Names and types of the resources of a profile.</summary>
internal sealed class ProfileComponents
{
    private readonly Dictionary<string, string> _types = new(StringComparer.Ordinal);
    private readonly HashSet<string> _endpoints = new(StringComparer.Ordinal);

    public ProfileComponents(string profile)
    {
        foreach (var file in Directory.GetFiles(RepositoryPaths.At("tests", "Dapr.Conformance", "Profiles", profile, "resources"), "*.yaml"))
        {
            foreach (var document in File.ReadAllText(file).Split("\n---"))
                Read(document);
        }
    }

    public IReadOnlyCollection<string> Types => _types.Values;

    public string? TypeOf(string name) => _types.GetValueOrDefault(name);

    public bool IsEndpoint(string name) => _endpoints.Contains(name);

    private void Read(string document)
    {
        var kind = Value(document, "kind");
        var name = Value(document, "name");
        if (kind == "Component" && name is not null && Value(document, "type") is { } type)
            _types[name] = type;
        else if (kind == "HTTPEndpoint" && name is not null)
            _endpoints.Add(name);
    }

    // One profile has a document that is broken on purpose, so the text is read by line.
    private static string? Value(string document, string key) =>
        document.Split('\n').Select(l => l.Trim()).FirstOrDefault(l => l.StartsWith(key + ":", StringComparison.Ordinal))?[(key.Length + 1)..].Trim();
}
