using VectorCare.Alerting.Episodes;
using VectorCare.Alerting.Files;
using VectorCare.Alerting.Rules;
using VectorCare.Alerting.Tests.Rules;
using VectorCare.Contracts.Messages;

namespace VectorCare.Alerting.Tests.Episodes;

public sealed class SilenceTests
{
    public static TheoryData<string, string> Examples
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var rule in World.Catalogue.Rules.Where(r => r.Kind == RuleKind.Connectivity))
            {
                foreach (var example in rule.Examples.EnumerateArray())
                    data.Add(rule.Id, example.GetProperty("name").GetString()!);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Example_PlayedInAnyOrder_GivesTheEpisodesItExpects(string id, string name)
    {
        var rule = World.Catalogue.Find(id)!;
        var example = rule.Examples.EnumerateArray().Single(e => e.GetProperty("name").GetString() == name);
        var now = ExamplePlayer.Start;
        var facts = new List<SilenceFact>();
        foreach (var step in example.GetProperty("steps").EnumerateArray())
        {
            var at = ExamplePlayer.Start + ExamplePlayer.Offset(step.GetProperty("at").GetString()!);
            now = at;
            if (step.TryGetProperty("connectivity", out var kind))
                facts.Add(new SilenceFact($"e{facts.Count}", Enum.Parse<ConnectivityKind>(kind.GetString()!), facts.Count, at, at, 3, null));
        }

        var expected = example.GetProperty("expect").EnumerateArray().Select(e => ExamplePlayer.Start + ExamplePlayer.Offset(e.GetString()!)).ToArray();
        var thresholds = ExamplePlayer.Thresholds(World.Catalogue, rule, example);
        facts.Reverse();
        var (episodes, _) = SilenceEpisodes.Read(World.Catalogue, facts, thresholds, now);
        Assert.Equal(expected, episodes.Where(e => e.Rule == rule).Select(e => e.Start).ToArray());
    }
}
