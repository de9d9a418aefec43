using VectorCare.Bench.Fuzz;
using VectorCare.Scraper.Vendors;

namespace VectorCare.Bench.Tests.Fuzz;

/// <summary>The corpus, and a few changes of it: what was found once is never found again.</summary>
public sealed class FuzzerTests
{
    public static TheoryData<string> Targets { get; } = new(FuzzTarget.All.Select(t => t.Name));

    [Theory]
    [MemberData(nameof(Targets))]
    public async Task Run_OverTheCorpusAndSomeChanges_FindsNothing(string name)
    {
        var fuzzer = new Fuzzer(FuzzTarget.All.Single(t => t.Name == name), [.. (await FuzzCorpus.PrintAsync())[name].Take(6), .. FuzzCorpus.Load(name)], seed: 11);
        fuzzer.ReadAll();
        var left = 40;

        fuzzer.Run(() => left-- > 0);

        Assert.Equal([], fuzzer.Findings.Select(f => f.What));
        Assert.InRange(fuzzer.Executions, 20, int.MaxValue);
    }

    [Fact]
    public void Judge_AReaderThatBreaksItsPromises_IsFound()
    {
        var patient = new FuzzPatient("p", "c");
        var throws = new FuzzOracle(new FuzzTarget("throws", FuzzSyntax.Json, false, (_, _) => throw new FormatException("x")));
        var anybodys = new FuzzOracle(new FuzzTarget("anybodys", FuzzSyntax.Json, true, (_, _) => ParsedPage.Of([])));
        var hungry = new FuzzOracle(new FuzzTarget("hungry", FuzzSyntax.Json, false, (_, _) => ParsedPage.Failed(new byte[64 * 1024 * 1024].Length > 0 ? "r" : "s")));

        Assert.StartsWith("FormatException", throws.Judge([1], patient).Broken, StringComparison.Ordinal);
        Assert.Contains("does not name", anybodys.Judge([1], patient).Broken, StringComparison.Ordinal);
        Assert.StartsWith("allocated", hungry.Judge([1], patient).Broken, StringComparison.Ordinal);
    }
}
