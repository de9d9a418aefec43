using VectorCare.Alerting.Rules.Loading;

namespace VectorCare.Alerting.Tests.Rules;

public sealed class RuleLoaderTests
{
    private const string Terms = """
        {"terms":[{"name":"CHARGE_TIME","mdc":"M","code":721728,"unit":"s","range":[0,120]},
                  {"name":"LEAD","mdc":"M_{0}","channels":{"RA":[1],"RV":[2],"LV":[3]},"unit":"Ohm","range":[0,9000]}]}
        """;

    private const string Good = """
        {"id":"CAP-01","version":"1.0.0","severity":"Red","kind":"State","title":"t","rationale":"r","source":"s","effectiveFrom":"2025-01-01",
         "thresholds":{"seconds":{"default":18,"unit":"s","min":8,"max":40,"basis":"E"}},
         "condition":{"type":"compare","term":"CHARGE_TIME","is":">","than":"seconds"},"examples":[]}
        """;

    [Fact]
    public void Load_GoodRule_IsCompiled() =>
        Assert.Equal("CAP-01", Assert.Single(RuleLoader.Load([("terms.json", Terms), ("CAP-01.json", Good)]).Rules).Id);

    [Theory]
    [InlineData("\"severity\":\"Red\"", "\"severity\":\"Purple\"", "CAP-01.json: severity: 'Purple' is none of Operations, Yellow, Red.")]
    [InlineData("\"version\":\"1.0.0\"", "\"version\":\"1.0\"", "CAP-01.json: version: must be a semantic version")]
    [InlineData("\"title\":\"t\"", "\"titel\":\"t\"", "CAP-01.json: titel: is not a known key.")]
    [InlineData("\"default\":18", "\"default\":90", "CAP-01.json: thresholds.seconds.default: 90 lies outside 8 to 40.")]
    [InlineData("\"term\":\"CHARGE_TIME\"", "\"term\":\"CHARGETIME\"", "CAP-01.json: condition.term: 'CHARGETIME' is no term of terms.json.")]
    [InlineData("\"term\":\"CHARGE_TIME\"", "\"term\":\"LEAD\"", "CAP-01.json: condition.term: LEAD has channels")]
    [InlineData("\"unit\":\"s\"", "\"unit\":\"V\"", "CAP-01.json: condition.than: threshold 'seconds' is in V; s is needed here.")]
    [InlineData("\"than\":\"seconds\"", "\"than\":\"second\"", "CAP-01.json: condition.than: 'second' is no threshold of this rule.")]
    [InlineData("\"is\":\">\"", "\"is\":\"=\"", "CAP-01.json: condition.is: must be one of <, <=, >, >=.")]
    [InlineData("\"type\":\"compare\"", "\"type\":\"compair\"", "CAP-01.json: condition.type: 'compair' is no kind of condition.")]
    [InlineData("\"id\":\"CAP-01\"", "\"id\":\"CAP-02\"", "CAP-01.json: id: 'CAP-02' must be the file's name.")]
    [InlineData("\"kind\":\"State\"", "\"kind\":\"Connectivity\"", "CAP-01.json: kind: Connectivity goes with a condition of type silence")]
    [InlineData("\"basis\":\"E\"", "\"basis\":\"X\"", "CAP-01.json: thresholds.seconds.basis: must be P")]
    [InlineData("{\"id\"", "\"id\"", "CAP-01.json: line 1: is not JSON.")]
    public void Load_BadRule_IsNamedByFileAndKey(string good, string bad, string problem)
    {
        var error = Assert.Throws<RuleCatalogueException>(() => RuleLoader.Load([("terms.json", Terms), ("CAP-01.json", Good.Replace(good, bad))]));
        Assert.Contains(error.Problems, p => p.StartsWith(problem));
    }

    [Fact]
    public void Load_SeveralProblems_TellsAllAtOnce()
    {
        var bad = Good.Replace("\"Red\"", "\"Purple\"").Replace("1.0.0", "one").Replace("\"is\":\">\"", "\"is\":\"=\"");
        var error = Assert.Throws<RuleCatalogueException>(() => RuleLoader.Load([("terms.json", Terms), ("CAP-01.json", bad), ("CAP-01.json", Good)]));
        Assert.Equal(4, error.Problems.Count);
    }

    [Fact]
    public void Load_TermWithTakenCode_IsNamed()
    {
        var error = Assert.Throws<RuleCatalogueException>(() => RuleLoader.Load([("terms.json", Terms.Replace("[1]", "[721728]"))]));
        Assert.Contains(error.Problems, p => p.Contains("721728 belongs to 'CHARGE_TIME' already."));
    }
}
