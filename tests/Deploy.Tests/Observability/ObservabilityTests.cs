using VectorCare.Deploy.Tests.Manifests;
using VectorCare.TestKit;

namespace VectorCare.Deploy.Tests.Observability;

public sealed class ObservabilityTests
{
    private static readonly string[] Sections = ["## Symptom", "## Impact on patients", "## First five minutes", "## Fix", "## Verify"];

    private static string Rules(string file) => RepositoryPaths.At("deploy", "observability", "rules", file);

    [Fact]
    public void Rules_OfTheRepository_AreUnderstoodByPromtool()
    {
        var (code, output, errors) = Tool.Run("promtool", "check", "rules", Rules("recording.yaml"), Rules("alerts.yaml"));

        Assert.True(code == 0, output + errors);
    }

    [Theory]
    [InlineData("tests.yaml")]
    [InlineData("tests-days.yaml")]
    public void Rules_OnSeriesOfTheirUnitTests_FireAsExpected(string file)
    {
        var (code, output, errors) = Tool.Run("promtool", "test", "rules", Rules(file));

        Assert.True(code == 0, output + errors);
    }

    [Fact]
    public void Alerts_EveryOne_HasARunbookAndASeverity()
    {
        var alerts = Manifest.ReadYaml(File.ReadAllText(Rules("alerts.yaml"))).SelectMany(f => f["groups"]!.AsArray()).SelectMany(g => g!["rules"]!.AsArray()).ToList();

        Assert.All(alerts, a =>
        {
            Assert.Equal($"docs/operations/runbooks/{a!["alert"]}.md", a["annotations"]!["runbook_url"]!.ToString());
            Assert.Contains(a["labels"]!["severity"]!.ToString(), (string[])["page", "ticket", "none"]);
        });
        Assert.Equal(
            alerts.Select(a => a!["alert"] + ".md").Order(StringComparer.Ordinal),
            Directory.GetFiles(RepositoryPaths.At("docs", "operations", "runbooks")).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Runbooks_EveryOne_HasAllSections() =>
        Assert.All(Directory.GetFiles(RepositoryPaths.At("docs", "operations", "runbooks")), f =>
            Assert.Equal(["# " + Path.GetFileNameWithoutExtension(f), .. Sections], File.ReadLines(f).Where(l => l.StartsWith('#'))));

    [Fact]
    public void Dashboards_OfTheRepository_AreWhatTheirSourceSays()
    {
        if (Environment.GetEnvironmentVariable("VECTORCARE_WRITE") == "1")
        {
            foreach (var (file, text) in Dashboards.Generate())
                File.WriteAllText(Path.Combine(Dashboards.Folder, file), text);
        }

        Assert.Equal(Dashboards.Generate().Select(d => d.File).Order(StringComparer.Ordinal), Directory.GetFiles(Dashboards.Folder, "*.json").Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal));
        Assert.All(Dashboards.Generate(), d => Assert.Equal(d.Text, File.ReadAllText(Path.Combine(Dashboards.Folder, d.File))));
    }
}
