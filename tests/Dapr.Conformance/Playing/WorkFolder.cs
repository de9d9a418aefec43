using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using VectorCare.TestKit;

namespace Dapr.Conformance.Playing;

/// <summary>A filled-in copy of a profile in a folder of its own.</summary>
internal sealed partial class WorkFolder : IDisposable
{
    private readonly bool _isOurs = true;

    public WorkFolder(string profile, IReadOnlyDictionary<string, int> ports, string run, IReadOnlyDictionary<string, string> servers)
    {
        Root = Directory.CreateTempSubdirectory("dapr-case-").FullName;
        UsesKafka = profile == "kafka";
        var source = RepositoryPaths.At("tests", "Dapr.Conformance", "Profiles", profile);
        foreach (var file in Directory.GetFiles(source, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(Root, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.WriteAllText(target, Name().Replace(File.ReadAllText(file), m => Value(m, ports, run, servers)));
        }

        Apps = JsonNode.Parse(File.ReadAllText(Path.Combine(Root, "apps.json")))!.AsObject();
    }

    private WorkFolder(string filled)
    {
        Root = filled;
        _isOurs = false;
        Apps = JsonNode.Parse(File.ReadAllText(Path.Combine(Root, "apps.json")))!.AsObject();
    }

    public string Root { get; }

    public bool UsesKafka { get; }

    /// <summary>Fixed answers of the apps, environment of the sidecars.</summary>
    public JsonObject Apps { get; }

    public IReadOnlyDictionary<string, string> Environment =>
        Apps["env"]?.AsObject().ToDictionary(p => p.Key, p => p.Value!.ToString()) ?? [];

    /// <summary>A folder that somebody else filled in, and keeps.</summary>
    public static WorkFolder Filled(string root) => new(root);

    public void Dispose()
    {
        if (_isOurs)
            Directory.Delete(Root, recursive: true);
    }

    private string Value(Match match, IReadOnlyDictionary<string, int> ports, string run, IReadOnlyDictionary<string, string> servers) => match.Groups[1].Value switch
    {
        "WORK" => Root,
        "RUN" => run,
        var name when ports.TryGetValue(name, out var port) => port.ToString(),
        var name when servers.TryGetValue(name, out var address) => address,
        var name => System.Environment.GetEnvironmentVariable(name) ?? match.Value,
    };

    [GeneratedRegex(@"\$\{(\w+)\}")]
    private static partial Regex Name();
}
