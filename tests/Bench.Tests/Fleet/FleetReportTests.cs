using VectorCare.Bench.Fleet;
using VectorCare.TestKit;

namespace VectorCare.Bench.Tests.Fleet;

public sealed class FleetReportTests
{
    [Fact]
    public void Report_OfTheCommittedResult_IsWhatTheResultSays()
    {
        var report = FleetReport.Of(CommittedResults.Read("fleet"), CommittedResults.Of("alerts"));

        Assert.True(GeneratedPage.Is(RepositoryPaths.At("docs", "fleet.md"), report), $"docs/fleet.md is stale; run this test with {GeneratedPage.Write}=1.");
    }

    [Fact]
    public void CommittedResult_OfAFullRun_HoldsTheFigures()
    {
        var result = CommittedResults.Read("fleet");
        var fleet = result["fleet"]!;

        Assert.Equal(("full", 3_000, 90, 5), ((string)result["size"]!, (int)fleet["patients"]!, (int)fleet["days"]!, fleet["seeds"]!.AsArray().Count));
        Assert.True((bool)fleet["pass"]!);
    }
}
