using VectorCare.TestKit;

namespace VectorCare.Bench.Tests.Constraints;

public sealed class ConstraintsPageTests
{
    [Fact]
    public void Page_IsWhatTheCommittedResultsSay() =>
        Assert.True(GeneratedPage.Is(RepositoryPaths.At("docs", "operations", "technical-constraints.md"), ConstraintsPage.Write()), $"docs/operations/technical-constraints.md is stale; run this test with {GeneratedPage.Write}=1.");
}
