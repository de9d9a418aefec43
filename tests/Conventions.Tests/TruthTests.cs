using System.Text.RegularExpressions;

namespace Conventions.Tests;

/// <summary>What is true in a simulated fleet must not be read off the rules that are measured against it.</summary>
public sealed partial class TruthTests
{
    [Fact]
    public void Simulator_Anywhere_KnowsNoRulesOfAlerting() =>
        Assert.Empty(Lines(f => f.Path.StartsWith("tools/VendorSim/", StringComparison.Ordinal), RuleOrAlerting()));

    [Fact]
    public void CaseDefinitions_OfTheFleet_TakeNothingFromTheCatalogue() =>
        Assert.Empty(Lines(f => f.Path == "bench/VectorCare.Bench/Fleet/CaseDefinitions.cs", Catalogue()));

    [Fact]
    public void CaseDefinitions_OfTheFleet_AreWhereTheyAreLookedFor() =>
        Assert.Single(SourceFiles.All, f => f.Path == "bench/VectorCare.Bench/Fleet/CaseDefinitions.cs");

    private static IEnumerable<string> Lines(Func<SourceFile, bool> which, Regex pattern) =>
        SourceFiles.All.Where(which).SelectMany(f => f.Lines.Index().Where(l => pattern.IsMatch(l.Item)).Select(l => $"{f.Path}:{l.Index + 1}: {l.Item.Trim()}"));

    [GeneratedRegex(@"VectorCare\.Alerting|\b(BAT|CAP|LED|AT|VT|TX|CRT|HF|ILR|DEV|CON|OPS)-\d\d\b")]
    private static partial Regex RuleOrAlerting();

    [GeneratedRegex(@"VectorCare\.(Alerting|Scraper)|Catalogue|RuleLoader|ThresholdBook")]
    private static partial Regex Catalogue();
}
