using VectorCare.Alerting.Rules;
using VectorCare.Alerting.Rules.Loading;

namespace VectorCare.Alerting.Tests.Rules;

public sealed class CatalogueTests
{
    private static readonly RuleCatalogue Catalogue = RuleLoader.LoadEmbedded();

    public static TheoryData<string, string> Examples
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var rule in Catalogue.Rules.Where(r => r.Kind is RuleKind.State or RuleKind.Event))
            {
                foreach (var example in rule.Examples.EnumerateArray())
                    data.Add(rule.Id, example.GetProperty("name").GetString()!);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Example_Played_GivesTheEpisodesItExpects(string id, string name)
    {
        var rule = Catalogue.Find(id)!;
        var example = rule.Examples.EnumerateArray().Single(e => e.GetProperty("name").GetString() == name);
        var expected = example.GetProperty("expect").EnumerateArray().Select(e => e.GetString()!).Order().ToArray();
        Assert.Equal(expected, ExamplePlayer.Play(Catalogue, rule, example).Order().ToArray());
    }

    [Fact]
    public void Catalogue_Loaded_HoldsEveryRuleOfTheDesign()
    {
        string[] wanted =
        [
            "AT-01", "AT-02", "AT-03", "BAT-01", "BAT-02", "CAP-01", "CON-01", "CRT-01", "DEV-01", "DEV-02", "HF-01", "ILR-01", "ILR-02",
            "LED-01", "LED-02", "LED-03", "LED-04", "LED-05", "LED-06", "OPS-01", "OPS-02", "OPS-03", "OPS-04", "OPS-05", "OPS-06", "OPS-07", "OPS-08", "TX-01", "TX-02", "TX-03", "TX-04", "VT-01", "VT-02",
        ];
        Assert.Equal(wanted, Catalogue.Rules.Select(r => r.Id));
    }

    [Fact]
    public void Rules_OfTheCatalogue_HaveAnExampleThatFiresAndOneThatDoesNot()
    {
        foreach (var rule in Catalogue.Rules.Where(r => r.Kind is RuleKind.State or RuleKind.Event))
        {
            Assert.True(rule.Examples.EnumerateArray().Any(e => e.GetProperty("expect").GetArrayLength() > 0), rule.Id + " has no example that fires.");
            Assert.True(rule.Examples.EnumerateArray().Any(e => e.GetProperty("expect").GetArrayLength() == 0) || rule.Id == "LED-06", rule.Id + " has no example that does not fire.");
        }
    }

    [Fact]
    public void Evaluate_OverTheWholeCatalogue_AllocatesNothing()
    {
        var view = QuietChart.View(Catalogue);
        foreach (var rule in Catalogue.Rules.Where(r => r.Condition is not null))
            _ = QuietChart.EvaluateAll(rule, view);
        // The runtime itself may allocate in one round, for example when it compiles again; a condition would in every round.
        var least = long.MaxValue;
        var firing = 0;
        for (var round = 0; round < 5; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 1000; i++)
            {
                for (var r = 0; r < Catalogue.Rules.Count; r++)
                {
                    if (Catalogue.Rules[r].Condition is not null)
                        firing += QuietChart.EvaluateAll(Catalogue.Rules[r], view);
                }
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
        Assert.Equal(0, firing);
    }
}
