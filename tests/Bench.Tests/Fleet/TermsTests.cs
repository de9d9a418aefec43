using VectorCare.Alerting.Rules.Loading;
using VectorCare.Contracts;
using VectorCare.Scraper.Idco;

namespace VectorCare.Bench.Tests.Fleet;

/// <summary>The services know nothing of each other; only here do the codes of both meet.</summary>
public sealed class TermsTests
{
    [Fact]
    public void Terms_OfTheRules_AreAmongThoseTheScraperReads() =>
        Assert.DoesNotContain(RuleLoader.LoadEmbedded().Terms.ByName.Values.SelectMany(t => t.Codes).Select(codes => codes[0]), code => IdcoTerms.Find(code) is null);

    [Theory]
    [InlineData("FLUID_INDEX", PrivateTerms.FluidIndex)]
    [InlineData("HEART_FAILURE_INDEX", PrivateTerms.HeartFailureIndex)]
    [InlineData("SHORT_VV_RECENT", PrivateTerms.ShortVvRecent)]
    public void Terms_OfMakers_HaveTheContractsCodes(string name, int code) =>
        Assert.Equal(code, RuleLoader.LoadEmbedded().Terms.ByName[name].CodeOf(0));
}
