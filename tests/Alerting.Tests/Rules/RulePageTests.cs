using System.Text.Json;
using VectorCare.TestKit;

namespace VectorCare.Alerting.Tests.Rules;

public sealed class RulePageTests
{
    [Fact]
    public void Pages_OfTheCatalogue_AreWhatTheRulesSay()
    {
        var root = RepositoryPaths.Root;
        var pages = Path.Combine(root, "docs", "rules");
        var stale = new List<string>();
        foreach (var rule in World.Catalogue.Rules)
        {
            using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(root, "services", "Alerting", "Rules", "Catalogue", rule.Id + ".json")));
            if (!GeneratedPage.Is(Path.Combine(pages, rule.Id + ".md"), RulePage.Of(rule, json.RootElement)))
                stale.Add(rule.Id);
        }

        Assert.True(stale.Count == 0, $"Pages of {string.Join(", ", stale)} are stale; run this test with {GeneratedPage.Write}=1.");
        Assert.Equal(World.Catalogue.Rules.Count, Directory.GetFiles(pages, "*.md").Length);
    }
}
