using System.Text.Json.Nodes;
using VectorCare.Bench.Fleet;
using VectorCare.TestKit;

namespace VectorCare.Bench.Tests.Fleet;

public sealed class FleetReportTests
{
    /// <summary>Set to 1 to write the report anew.</summary>
    private const string Write = "VECTORCARE_WRITE_DOCS";

    [Fact]
    public void Report_OfTheCommittedResult_IsWhatTheResultSays()
    {
        var report = FleetReport.Of(Result("fleet"), Result("alerts")["alerts"]!.AsObject()).ReplaceLineEndings("\n");
        var path = Path.Combine(RepositoryPaths.Root, "docs", "fleet.md");
        if (Environment.GetEnvironmentVariable(Write) == "1")
            File.WriteAllText(path, report);

        Assert.True(File.Exists(path) && File.ReadAllText(path).ReplaceLineEndings("\n") == report, $"docs/fleet.md is stale; run this test with {Write}=1.");
    }

    [Fact]
    public void CommittedResult_OfAFullRun_HoldsTheFigures()
    {
        var result = Result("fleet");
        var fleet = result["fleet"]!;

        Assert.Equal(("full", 3_000, 90, 5), ((string)result["size"]!, (int)fleet["patients"]!, (int)fleet["days"]!, fleet["seeds"]!.AsArray().Count));
        Assert.True((bool)fleet["pass"]!);
    }

    private static JsonObject Result(string bench) => JsonNode.Parse(File.ReadAllText(Path.Combine(RepositoryPaths.Root, "bench", "results", bench + ".json")))!.AsObject();
}
