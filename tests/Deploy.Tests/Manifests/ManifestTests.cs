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
    public void Overlay_Canary_RollsOutEveryApp() =>
        Assert.Equal(ManifestRules.Apps.Order(StringComparer.Ordinal), Manifest.OfOverlay("canary").Where(m => m.Kind == "Rollout").Select(m => m.Name).Order(StringComparer.Ordinal));

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
    [InlineData("ScaledObject", "ingest", "/spec/triggers/0", "remove", "", "ScaledObject ingest: no trigger on cpu")]
    [InlineData("ScaledObject", "ingest", "/spec/maxReplicas", "add", "3", "ScaledObject ingest: NoAdditionalPropertiesAllowed at #/spec.maxReplicas")]
    [InlineData("Component", "pubsub", "/spec/typ", "add", "x", "Component pubsub: NoAdditionalPropertiesAllowed at #/spec.typ")]
    [InlineData("Configuration", "vectorcare", "/spec/accessControl/defaultAction", "replace", "allow", "Configuration vectorcare: lets every app call every other")]
    [InlineData("Configuration", "vectorcare", "/spec/accessControl/policies/0", "remove", "", "Configuration vectorcare: scraper may not PUT /v1/patients/**")]
    [InlineData("NetworkPolicy", "default-deny", "/spec/policyTypes/1", "remove", "", "no NetworkPolicy closes the namespace")]
    public void Overlay_WithAPlantedFault_IsCaughtByName(string kind, string name, string path, string operation, string value, string explanation)
    {
        var folder = Directory.CreateTempSubdirectory("overlay-").FullName;
        try
        {
            var east = Path.GetRelativePath(folder, RepositoryPaths.At("deploy", "k8s", "overlays", "us-east"));
            File.WriteAllText(Path.Combine(folder, "kustomization.yaml"), $$"""
                resources: ["{{east}}"]
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
