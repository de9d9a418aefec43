using System.Text.Json;
using System.Text.Json.Nodes;

namespace LocalDapr.Processes;

/// <summary>What <c>dotnet run</c> takes from <c>Properties/launchSettings.json</c>.</summary>
internal static class LaunchProfile
{
    /// <summary>The environment of a profile.</summary>
    /// <param name="project">Project file.</param>
    /// <param name="name">Name of the profile; null for the first that runs the project.</param>
    /// <returns>Variables; empty where there is no such profile.</returns>
    public static IReadOnlyDictionary<string, string> Environment(string project, string? name)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        var file = Path.Combine(Path.GetDirectoryName(project)!, "Properties", "launchSettings.json");
        if (!File.Exists(file) || Profiles(file) is not { } profiles)
            return variables;
        var profile = name is null
            ? profiles.Select(p => p.Value as JsonObject).FirstOrDefault(p => (string?)p?["commandName"] == "Project")
            : profiles[name] as JsonObject;
        if ((string?)profile?["applicationUrl"] is { Length: > 0 } urls)
            variables["ASPNETCORE_URLS"] = urls;
        foreach (var (key, value) in profile?["environmentVariables"] as JsonObject ?? [])
            variables[key] = value?.ToString() ?? "";
        return variables;
    }

    private static JsonObject? Profiles(string file)
    {
        try
        {
            var options = new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
            return JsonNode.Parse(File.ReadAllText(file), documentOptions: options)?["profiles"] as JsonObject;
        }
        catch (JsonException)
        {
            // dotnet run goes on without it as well.
            return null;
        }
    }
}
