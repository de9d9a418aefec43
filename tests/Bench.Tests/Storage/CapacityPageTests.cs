using VectorCare.TestKit;

namespace VectorCare.Bench.Tests.Storage;

public sealed class CapacityPageTests
{
    /// <summary>Set to 1 to write the page anew.</summary>
    private const string WriteDocs = "VECTORCARE_WRITE_DOCS";

    [Fact]
    public void Page_IsWhatTheCommittedResultsSay()
    {
        var page = CapacityPage.Write().ReplaceLineEndings("\n");
        var path = RepositoryPaths.At("docs", "operations", "capacity.md");
        if (Environment.GetEnvironmentVariable(WriteDocs) == "1")
            File.WriteAllText(path, page);

        Assert.True(File.Exists(path) && File.ReadAllText(path).ReplaceLineEndings("\n") == page, $"docs/operations/capacity.md is stale; run this test with {WriteDocs}=1.");
    }
}
