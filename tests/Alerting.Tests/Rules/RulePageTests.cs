using System.Text.Json;
using VectorCare.TestKit;

namespace VectorCare.Alerting.Tests.Rules;

public sealed class RulePageTests
{
    /// <summary>Set to 1 to write the pages anew.</summary>
    private const string Write = "VECTORCARE_WRITE_DOCS";

    [Fact]
    public void Pages_OfTheCatalogue_AreWhatTheRulesSay()
    {
        var root = RepositoryPaths.Root;
        var pages = Path.Combine(root, "docs", "rules");
        var stale = new List<string>();
        foreach (var rule in World.Catalogue.Rules)
        {
            using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(root, "services", "Alerting", "Rules", "Catalogue", rule.Id + ".json")));
            var page = RulePage.Of(rule, json.RootElement).ReplaceLineEndings("\n");
            var path = Path.Combine(pages, rule.Id + ".md");
            if (Environment.GetEnvironmentVariable(Write) == "1")
            {
                Directory.CreateDirectory(pages);
                File.WriteAllText(path, page);
            }

            if (!File.Exists(path) || File.ReadAllText(path).ReplaceLineEndings("\n") != page)
                stale.Add(rule.Id);
        }

        Assert.True(stale.Count == 0, $"Pages of {string.Join(", ", stale)} are stale; run this test with {Write}=1.");
        Assert.Equal(World.Catalogue.Rules.Count, Directory.GetFiles(pages, "*.md").Length);
    }
}
