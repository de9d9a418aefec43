using VectorCare.TestKit;

namespace VectorCare.Bench.Tests.Constraints;

public sealed class ConstraintsPageTests
{
    /// <summary>Set to 1 to write the page anew.</summary>
    private const string WriteDocs = "VECTORCARE_WRITE_DOCS";

    [Fact]
    public void Page_IsWhatTheCommittedResultsSay()
    {
        var page = ConstraintsPage.Write().ReplaceLineEndings("\n");
        var path = RepositoryPaths.At("docs", "operations", "technical-constraints.md");
        if (Environment.GetEnvironmentVariable(WriteDocs) == "1")
            File.WriteAllText(path, page);

        Assert.True(File.Exists(path) && File.ReadAllText(path).ReplaceLineEndings("\n") == page, $"docs/operations/technical-constraints.md is stale; run this test with {WriteDocs}=1.");
    }
}
