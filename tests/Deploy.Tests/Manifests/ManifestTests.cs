using System.Xml.Linq;
using VectorCare.TestKit;

namespace VectorCare.Deploy.Tests.Manifests;

public sealed class ManifestTests
{
    [Theory]
    [InlineData("us-east")]
    [InlineData("us-west")]
    [InlineData("canary")]
    public void Overlay_Rendered_HasNoFaults(string overlay) => Assert.Empty(ManifestRules.Faults(Manifest.OfOverlay(overlay)));

    [Fact]
    public void Overlay_Canary_RollsOutEveryAppAndQueueReadersBySlots() =>
        Assert.Equal(["alerting", "ingest-canary", "registry", "scheduler", "scraper-canary"], Manifest.OfOverlay("canary").Where(m => m.Kind == "Rollout").Select(m => m.Name).Order(StringComparer.Ordinal));

    [Fact]
    public void Images_OfTheServices_AreChiselledAndRunAsTheUserOfTheirPods()
    {
        var images = XDocument.Load(RepositoryPaths.At("services", "Directory.Build.props")).Descendants().ToLookup(e => e.Name.LocalName, e => e.Value);

        Assert.Contains("-chiseled", Assert.Single(images["ContainerBaseImage"]), StringComparison.Ordinal);
        Assert.All(Manifest.OfOverlay("us-east").Where(m => m.Kind == "Deployment"), d =>
            Assert.Equal(Assert.Single(images["ContainerUser"]), d.Json["spec"]!["template"]!["spec"]!["securityContext"]!["runAsUser"]!.ToString()));
    }

    [Theory]
    [InlineData("embedded")]
    [InlineData("local")]
    [InlineData("us-east")]
    [InlineData("us-west")]
    public void ComponentSet_AgainstDaprsSchemas_HasNoFaults(string set)
    {
        var resources = Directory.GetFiles(RepositoryPaths.At("components", set), "*.yaml", SearchOption.AllDirectories)
            .SelectMany(f => Manifest.Parse(File.ReadAllText(f))).Where(m => m.Kind != "Kustomization").ToList();

        Assert.All(resources, r => Assert.True(CustomResourceSchemas.Knows(r), r.Id));
        Assert.Empty(resources.SelectMany(CustomResourceSchemas.Faults));
    }

    [Theory]
    [InlineData("us-east")]
    [InlineData("us-west")]
    public void Overlay_Rendered_HoldsItsWholeComponentSet(string region)
    {
        var set = Directory.GetFiles(RepositoryPaths.At("components", region), "*.yaml", SearchOption.AllDirectories)
            .SelectMany(f => Manifest.Parse(File.ReadAllText(f))).Where(m => m.Kind != "Kustomization").Select(m => m.Id);

        Assert.Equal(set.Order(StringComparer.Ordinal), Manifest.OfOverlay(region).Where(m => m.Group == "dapr.io").Select(m => m.Id).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("Deployment", "scraper", "/spec/template/spec/containers/0/readinessProbe", "remove", "", "Deployment scraper: readinessProbe is missing; it must ask /readyz")]
    [InlineData("Deployment", "ingest", "/spec/template/spec/containers/0/livenessProbe/httpGet/path", "replace", "/health", "Deployment ingest: livenessProbe asks /health; it must ask /healthz")]
    [InlineData("Deployment", "alerting", "/spec/template/spec/securityContext/runAsNonRoot", "replace", "false", "Deployment alerting: may run as root")]
    [InlineData("Deployment", "registry", "/spec/template/spec/containers/0/resources/limits", "remove", "", "Deployment registry: has no resources.limits.memory")]
    [InlineData("Deployment", "registry", "/spec/template/metadata/annotations/dapr.io~1app-id", "replace", "registri", "Deployment registry: annotation dapr.io/app-id is registri instead of registry")]
    [InlineData("Deployment", "scheduler", "/spec/template/spec/containers/0/imagePulPolicy", "add", "Always", "Deployment scheduler: ")]
    [InlineData("Deployment", "scraper", "/spec/template/spec/topologySpreadConstraints", "remove", "", "Deployment scraper: is not spread over zones")]
    [InlineData("ScaledObject", "ingest", "/spec/triggers/0", "remove", "", "ScaledObject ingest: no trigger on cpu")]
    [InlineData("ScaledObject", "ingest", "/spec/maxReplicas", "add", "3", "ScaledObject ingest: NoAdditionalPropertiesAllowed at #/spec.maxReplicas")]
    [InlineData("Component", "pubsub", "/spec/typ", "add", "x", "Component pubsub: NoAdditionalPropertiesAllowed at #/spec.typ")]
    [InlineData("Configuration", "vectorcare", "/spec/accessControl/defaultAction", "replace", "allow", "Configuration vectorcare: lets every app call every other")]
    [InlineData("Configuration", "vectorcare", "/spec/accessControl/policies/0", "remove", "", "Configuration vectorcare: scraper may not PUT /v1/patients/**")]
    [InlineData("ConfigMap", "vectorcare", "/data/Scheduler__Regions__Own", "replace", "us-esat", "ConfigMap vectorcare: Scheduler__Regions__Own is us-esat, which is none of [us-east, us-west]")]
    [InlineData("NetworkPolicy", "default-deny", "/spec/policyTypes/1", "remove", "", "no NetworkPolicy closes the namespace")]
    public void Overlay_WithAPlantedFault_IsCaughtByName(string kind, string name, string path, string operation, string value, string explanation) =>
        Plant("us-east", kind, name, path, operation, value, explanation);

    [Theory]
    [InlineData("Rollout", "scheduler", "/spec/strategy/canary/steps/3/setWeight", "replace", "50", "Rollout scheduler: the steps are 5, 50, 100 % instead of 5, 25, 100")]
    [InlineData("Rollout", "scraper-canary", "/spec/strategy/canary/steps/0", "remove", "", "Rollout scraper-canary: the steps are pods 100 %, 0-14, 0-74, 0-299 instead of none, pods 100 %, 0-14, 0-74, 0-299")]
    [InlineData("Rollout", "scraper-canary", "/spec/strategy/canary/steps/3/analysis/args/1/value", "replace", "0-149", "Rollout scraper-canary: the steps are none, pods 100 %, 0-149, 0-74, 0-299 instead of")]
    [InlineData("Rollout", "ingest-canary", "/spec/strategy/canary/steps/5", "remove", "", "Rollout ingest-canary: not every share is behind the gates")]
    [InlineData("Rollout", "alerting", "/spec/strategy/canary/steps/2/analysis/templates/0/templateName", "replace", "gate", "Rollout alerting: there is no AnalysisTemplate gate")]
    [InlineData("Deployment", "scraper-canary", "/spec/template/spec/containers/0/env/-", "add", "{name: Canary__AppId, value: scraper-canary}", "Deployment scraper-canary: hands its events on to scraper-canary")]
    [InlineData("ConfigMap", "canary-slots", "/data/ingest-canary.json", "remove", "", "Deployment ingest: does not read the slots of ingest-canary (ConfigMap canary-slots, Canary__File)")]
    [InlineData("Deployment", "ingest-canary", "/spec/template/spec/containers/0/readinessProbe", "remove", "", "Deployment ingest-canary: readinessProbe is missing; it must ask /readyz")]
    [InlineData("Subscription", "scraper-poll-batches", "/scopes/-", "add", "scraper-canary", "Subscription scraper-poll-batches: a broker sends scraper-canary what only scraper may hand it")]
    [InlineData("Component", "pollstore", "/scopes/1", "remove", "", "Component pollstore: scraper may use it, scraper-canary may not")]
    [InlineData("Configuration", "vectorcare", "/spec/accessControl/policies/1", "remove", "", "Configuration: ingest may not hand events to ingest-canary")]
    public void OverlayCanary_WithAPlantedFault_IsCaughtByName(string kind, string name, string path, string operation, string value, string explanation) =>
        Plant("canary", kind, name, path, operation, value, explanation);

    private static void Plant(string overlay, string kind, string name, string path, string operation, string value, string explanation)
    {
        var folder = Directory.CreateTempSubdirectory("overlay-").FullName;
        try
        {
            var planted = Path.GetRelativePath(folder, RepositoryPaths.At("deploy", "k8s", "overlays", overlay));
            File.WriteAllText(Path.Combine(folder, "kustomization.yaml"), $$"""
                resources: ["{{planted}}"]
                patches:
                  - target: {kind: {{kind}}, name: {{name}}}
                    patch: |-
                      - op: {{operation}}
                        path: {{path}}
                {{(value.Length == 0 ? string.Empty : "        value: " + value)}}
                """);

            Assert.Contains(ManifestRules.Faults(Manifest.Build(folder)), f => f.Contains(explanation, StringComparison.Ordinal));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
