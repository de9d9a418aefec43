using System.Text.Json.Nodes;
using VectorCare.TestKit;

namespace Dapr.Workflow.Tests.Dialogues;

/// <summary>What daprd and the official JavaScript worker said to each other, scene by scene.</summary>
internal static class Recording
{
    private static readonly string? File = RepositoryPaths.Shared("dapr-observations", "workflow-dialogue.json");

    /// <summary>The scenes with an instance, by name; every scene of the file stands here.</summary>
    public static TheoryData<string> Scenes => ["chain", "fanOut", "timer", "fails", "parent", "again", "race", "event", "suspend-resume-terminate-purge"];

    /// <summary>The scene in which the worker only connects.</summary>
    public const string Connecting = "worker connects";

    /// <summary>Names of all scenes in the file.</summary>
    public static IReadOnlyList<string> Names => [.. All().Select(scene => scene.Key)];

    /// <summary>The lines of a scene.</summary>
    public static IReadOnlyList<Line> Of(string scene) => [.. All()[scene]!.AsArray().Select(line => new Line(
        (string)line!["who"]! == "sidecar", (string)line["what"]!, line["message"]!.AsObject()))];

    private static JsonObject All()
    {
        if (File is null)
            Assert.Skip("The recorded dialogues are not on this machine.");
        return JsonNode.Parse(System.IO.File.ReadAllText(File))!["scenes"]!.AsObject();
    }
}

/// <summary>A message of a scene.</summary>
/// <param name="FromSidecar">True for a work item or a reply.</param>
/// <param name="What"><c>WorkItem</c>, a method, or a method with lower first letter and <c> reply</c>.</param>
/// <param name="Message">The message, with lower-case field names.</param>
internal sealed record Line(bool FromSidecar, string What, JsonObject Message)
{
    /// <summary>The method that is called or answered.</summary>
    public string Method { get; } = char.ToUpperInvariant(What[0]) + What[1..].Replace(" reply", "", StringComparison.Ordinal);
}
