using System.Text.Json.Nodes;
using k8s;
using VectorCare.Contracts;

namespace VectorCare.Deploy.Tests.Manifests;

/// <summary>Says what is wrong with what an overlay renders.</summary>
internal static class ManifestRules
{
    private static readonly string[] Scaled = [AppIds.Scraper, AppIds.Ingest, AppIds.Alerting];

    /// <summary>Service invocations of the code: caller, verb and path as access control lists write it.</summary>
    private static readonly (string Caller, string Verb, string Path)[] Calls = [(AppIds.Scraper, "PUT", Routes.Api + "/patients/**")];

    /// <summary>App ids of the contracts.</summary>
    public static IEnumerable<string> Apps => typeof(AppIds).GetFields().Select(f => (string)f.GetRawConstantValue()!);

    public static IReadOnlyList<string> Faults(IReadOnlyList<Manifest> all) => [.. all.SelectMany(Schema).Concat(Apps.Concat(CanaryRules.Tracks(all)).SelectMany(a => App(all, a))).Concat(Scaling(all)).Concat(Together(all)).Concat(References(all)).Concat(Regions(all)).Concat(CanaryRules.Faults(all))];

    private static IEnumerable<string> Schema(Manifest resource)
    {
        if (CustomResourceSchemas.Knows(resource))
            return CustomResourceSchemas.Faults(resource);
        if (resource.Group.Contains('.', StringComparison.Ordinal) && !resource.Group.EndsWith(".k8s.io", StringComparison.Ordinal))
            return [$"{resource.Id}: {resource.ApiVersion} has no schema to be checked by"];
        try
        {
            KubernetesYaml.LoadAllFromString(resource.Yaml, strict: true);
            return [];
        }
        catch (Exception error) when (error is YamlDotNet.Core.YamlException or KeyNotFoundException)
        {
            return [$"{resource.Id}: {error.InnerException?.Message ?? error.Message}"];
        }
    }

    private static IEnumerable<string> App(IReadOnlyList<Manifest> all, string app)
    {
        if (all.FirstOrDefault(m => m.Kind == "Deployment" && m.Name == app) is not { } deployment)
        {
            yield return $"no Deployment for the app id {app}";
            yield break;
        }

        var template = deployment.Json["spec"]!["template"]!;
        var annotations = template["metadata"]!["annotations"]!.AsObject();
        foreach (var (name, wanted) in new (string, string?)[]
        {
            ("dapr.io/enabled", "true"), ("dapr.io/app-id", app), ("dapr.io/app-port", "8080"), ("dapr.io/enable-app-health-check", "true"), ("dapr.io/app-health-check-path", Routes.Live),
            ("dapr.io/config", null), ("dapr.io/app-token-secret", null), ("dapr.io/api-token-secret", null),
        })
        {
            var found = annotations[name]?.ToString();
            if (found is null || (wanted is not null && found != wanted))
                yield return $"{deployment.Id}: annotation {name} is {found ?? "missing"}{(wanted is null ? string.Empty : $" instead of {wanted}")}";
        }

        var container = template["spec"]!["containers"]!.AsArray().Single(c => c!["name"]!.ToString() == "app")!;
        foreach (var (probe, path) in new[] { ("startupProbe", Routes.Live), ("livenessProbe", Routes.Live), ("readinessProbe", Routes.Ready) })
        {
            if (container[probe]?["httpGet"]?["path"]?.ToString() is var found && found != path)
                yield return $"{deployment.Id}: {probe} {(found is null ? "is missing" : "asks " + found)}; it must ask {path}";
        }

        foreach (var fault in Hardening(template["spec"]!, container))
            yield return $"{deployment.Id}: {fault}";
        foreach (var kind in new[] { "ServiceAccount", "PodDisruptionBudget", "Service" }.Where(k => all.All(m => m.Kind != k || m.Name != app)))
            yield return $"no {kind} {app}";
    }

    private static IEnumerable<string> Hardening(JsonNode pod, JsonNode container)
    {
        if (pod["securityContext"]?["runAsNonRoot"]?.GetValue<bool>() != true)
            yield return "may run as root (securityContext.runAsNonRoot)";
        if (pod["securityContext"]?["seccompProfile"]?["type"]?.ToString() != "RuntimeDefault")
            yield return "has no seccomp profile";
        var security = container["securityContext"];
        if (security?["readOnlyRootFilesystem"]?.GetValue<bool>() != true)
            yield return "may write to its root file system";
        if (security?["allowPrivilegeEscalation"]?.GetValue<bool>() != false)
            yield return "may gain privileges";
        if (security?["capabilities"]?["drop"]?.AsArray().Any(c => c!.ToString() == "ALL") != true)
            yield return "keeps capabilities";
        foreach (var amount in new[] { "requests.cpu", "requests.memory", "limits.memory" }.Where(a => container["resources"]?[a.Split('.')[0]]?[a.Split('.')[1]] is null))
            yield return $"has no resources.{amount}";
        if (pod["topologySpreadConstraints"]?.AsArray().Count is not > 0)
            yield return "is not spread over zones";
    }

    private static IEnumerable<string> Scaling(IReadOnlyList<Manifest> all)
    {
        foreach (var autoscaler in all.Where(m => m.Kind == "HorizontalPodAutoscaler"))
            yield return $"{autoscaler.Id}: KEDA makes its own; two would fight";
        foreach (var app in Scaled)
        {
            var objects = all.Where(m => m.Kind == "ScaledObject" && m.Json["spec"]!["scaleTargetRef"]!["name"]!.ToString() == app).ToList();
            if (objects.Count != 1)
            {
                yield return $"{objects.Count} ScaledObjects for {app} instead of one";
                continue;
            }

            var spec = objects[0].Json["spec"]!;
            var target = spec["scaleTargetRef"]!["kind"]!.ToString();
            if (all.All(m => m.Kind != target || m.Name != app))
                yield return $"{objects[0].Id}: there is no {target} {app}";
            var triggers = spec["triggers"]!.AsArray();
            if (triggers.All(t => t!["type"]!.ToString() != "cpu"))
                yield return $"{objects[0].Id}: no trigger on cpu";
            if (triggers.All(t => t!["name"]?.ToString() != "lag"))
                yield return $"{objects[0].Id}: no trigger on the consumer's lag";
            foreach (var topic in triggers.Select(t => t!["metadata"]!["topic"]?.ToString().Split('/')[^1]).OfType<string>().Where(t => !Topics.All.Contains(t)))
                yield return $"{objects[0].Id}: there is no topic {topic}";
        }
    }

    private static IEnumerable<string> Together(IReadOnlyList<Manifest> all)
    {
        if (!all.Any(m => m.Kind == "NetworkPolicy" && m.Json["spec"]!["podSelector"]!.AsObject().Count == 0 && m.Json["spec"]!["policyTypes"]!.AsArray().Count == 2))
            yield return "no NetworkPolicy closes the namespace (default-deny)";
        foreach (var kind in new[] { "Component", "Subscription", "Resiliency", "HTTPEndpoint", "Configuration", "CronJob" }.Where(k => all.All(m => m.Kind != k)))
            yield return $"no {kind}";
        foreach (var outside in all.Where(m => m.Kind != "Namespace" && m.Json["metadata"]!["namespace"]?.ToString() != "vectorcare"))
            yield return $"{outside.Id} is not in the namespace vectorcare";
    }

    private static IEnumerable<string> References(IReadOnlyList<Manifest> all)
    {
        foreach (var deployment in all.Where(m => m.Kind == "Deployment"))
        {
            var configuration = deployment.Json["spec"]!["template"]!["metadata"]!["annotations"]!["dapr.io/config"]?.ToString();
            if (configuration is not null && all.All(m => m.Kind != "Configuration" || m.Name != configuration))
                yield return $"{deployment.Id}: there is no Configuration {configuration}";
        }

        foreach (var configuration in all.Where(m => m.Kind == "Configuration"))
        {
            var control = configuration.Json["spec"]!["accessControl"];
            if (control?["defaultAction"]?.ToString() != "deny")
                yield return $"{configuration.Id}: lets every app call every other (accessControl.defaultAction)";
            if (configuration.Json["spec"]!["mtls"]?["enabled"]?.GetValue<bool>() != true)
                yield return $"{configuration.Id}: mTLS is off";
            foreach (var (caller, verb, path) in Calls.Where(c => !Allows(configuration, c)))
                yield return $"{configuration.Id}: {caller} may not {verb} {path}";
            foreach (var app in control?["policies"]?.AsArray().Select(p => p!["appId"]!.ToString()).Where(a => !Apps.Concat(CanaryRules.Tracks(all)).Contains(a)) ?? [])
                yield return $"{configuration.Id}: there is no app {app}";
        }
    }

    /// <summary>Who polls whose patients: a region that does not know which one it is would poll everybody.</summary>
    private static IEnumerable<string> Regions(IReadOnlyList<Manifest> all)
    {
        var settings = all.Where(m => m.Kind == "ConfigMap").SelectMany(m => m.Json["data"]!.AsObject()).ToDictionary(p => p.Key, p => p.Value!.ToString());
        string[] Listed(string prefix) => [.. settings.Where(s => s.Key.StartsWith(prefix, StringComparison.Ordinal)).OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => s.Value)];
        var regions = Listed("Scheduler__Regions__All__");
        if (!regions.Contains(settings.GetValueOrDefault("Scheduler__Regions__Own", "missing")))
            yield return $"ConfigMap vectorcare: Scheduler__Regions__Own is {settings.GetValueOrDefault("Scheduler__Regions__Own", "missing")}, which is none of [{string.Join(", ", regions)}]";
        if (!regions.SequenceEqual(Listed("Registry__Regions__")))
            yield return "ConfigMap vectorcare: Registry__Regions and Scheduler__Regions__All differ";
    }

    /// <summary>Whether a Configuration lets an app call another one.</summary>
    public static bool Allows(Manifest configuration, (string Caller, string Verb, string Path) call) =>
        configuration.Json["spec"]!["accessControl"]?["policies"]?.AsArray().Where(p => p!["appId"]!.ToString() == call.Caller && p["trustDomain"]?.ToString() == "vectorcare" && p["namespace"]?.ToString() == "vectorcare")
            .SelectMany(p => p!["operations"]?.AsArray() ?? [])
            .Any(o => o!["name"]?.ToString() == call.Path && o["httpVerb"]?.AsArray().Any(v => v!.ToString() == call.Verb) == true && o["action"]?.ToString() == "allow") == true;
}
