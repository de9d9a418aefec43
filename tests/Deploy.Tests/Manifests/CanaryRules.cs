using System.Text.Json.Nodes;

namespace VectorCare.Deploy.Tests.Manifests;

/// <summary>Says what is wrong with the canaries that an overlay renders: by pods, or, for apps that read queues, by slots.</summary>
internal static class CanaryRules
{
    private const string Suffix = "-canary";

    public static IEnumerable<string> Faults(IReadOnlyList<Manifest> all) =>
        all.Where(m => m.Kind == "Rollout").SelectMany(r => Steps(r).Concat(Templates(all, r)))
            .Concat(Tracks(all).SelectMany(t => Track(all, t)));

    /// <summary>Deployments that are a canary by slots.</summary>
    public static IEnumerable<string> Tracks(IReadOnlyList<Manifest> all) =>
        all.Where(m => m.Kind == "Deployment" && m.Name.EndsWith(Suffix, StringComparison.Ordinal)).Select(m => m.Name);

    private static IEnumerable<JsonNode> StepsOf(Manifest rollout) => rollout.Json["spec"]!["strategy"]!["canary"]!["steps"]!.AsArray()!;

    private static IEnumerable<JsonNode> AnalysesOf(Manifest rollout) => StepsOf(rollout).Select(s => s["analysis"]).OfType<JsonNode>();

    private static IEnumerable<string> Steps(Manifest rollout)
    {
        var weights = string.Join(", ", StepsOf(rollout).Select(s => s["setWeight"]?.GetValue<long>()).OfType<long>());
        if (!rollout.Name.EndsWith(Suffix, StringComparison.Ordinal))
        {
            if (weights != "5, 25, 100")
                yield return $"{rollout.Id}: the steps are {weights} % instead of 5, 25, 100";
            yield break;
        }

        // In the order of the steps: slots, and where all pods become new ones.
        var shares = string.Join(", ", StepsOf(rollout).Select(s => s["setWeight"] is { } w ? $"pods {w} %" : s["analysis"]?["args"]?.AsArray().FirstOrDefault(a => a!["name"]!.ToString() == "slots")?["value"]?.ToString()).OfType<string>());
        if (shares != "none, pods 100 %, 0-14, 0-74, 0-299")
            yield return $"{rollout.Id}: the steps are {shares} instead of none, pods 100 %, 0-14, 0-74, 0-299";
        if (AnalysesOf(rollout).Count(a => a["templates"]!.AsArray().Any(t => t!["templateName"]!.ToString() == "gates")) != 3)
            yield return $"{rollout.Id}: not every share is behind the gates";
    }

    private static IEnumerable<string> Templates(IReadOnlyList<Manifest> all, Manifest rollout) =>
        AnalysesOf(rollout).SelectMany(a => a["templates"]!.AsArray()).Select(t => t!["templateName"]!.ToString()).Distinct()
            .Where(t => all.All(m => m.Kind != "AnalysisTemplate" || m.Name != t)).Select(t => $"{rollout.Id}: there is no AnalysisTemplate {t}");

    private static IEnumerable<string> Track(IReadOnlyList<Manifest> all, string track)
    {
        var app = track[..^Suffix.Length];
        if (all.All(m => m.Kind != "Rollout" || m.Name != track))
            yield return $"Deployment {track}: there is no Rollout {track}";
        if (Setting(all, app, "Canary__AppId") != track)
            yield return $"Deployment {app}: Canary__AppId is {Setting(all, app, "Canary__AppId") ?? "missing"} instead of {track}";
        if (Setting(all, track, "Canary__AppId") is { } loop)
            yield return $"Deployment {track}: hands its events on to {loop}";
        var slots = all.FirstOrDefault(m => m.Kind == "ConfigMap" && m.Name == "canary-slots")?.Json["data"]?.AsObject();
        if (slots?.ContainsKey(track + ".json") != true || Setting(all, app, "Canary__File") != $"/etc/canary/{track}.json")
            yield return $"Deployment {app}: does not read the slots of {track} (ConfigMap canary-slots, Canary__File)";
        foreach (var read in all.Where(m => m.Kind == "Subscription" && Scopes(m).Contains(track)))
            yield return $"{read.Id}: a broker sends {track} what only {app} may hand it";
        foreach (var used in all.Where(m => (m.Kind == "HTTPEndpoint" || (m.Kind == "Component" && !m.Json["spec"]!["type"]!.ToString().StartsWith("pubsub.", StringComparison.Ordinal))) && Scopes(m).Contains(app) && !Scopes(m).Contains(track)))
            yield return $"{used.Id}: {app} may use it, {track} may not";
        if (all.Where(m => m.Kind == "Configuration").Any(c => !ManifestRules.Allows(c, (app, "POST", "/events/**"))))
            yield return $"Configuration: {app} may not hand events to {track}";
    }

    private static IEnumerable<string> Scopes(Manifest resource) => resource.Json["scopes"]?.AsArray().Select(s => s!.ToString()) ?? [];

    private static string? Setting(IReadOnlyList<Manifest> all, string app, string name) =>
        all.FirstOrDefault(m => m.Kind == "Deployment" && m.Name == app)?.Json["spec"]!["template"]!["spec"]!["containers"]![0]!["env"]?.AsArray().FirstOrDefault(e => e!["name"]!.ToString() == name)?["value"]?.ToString();
}
