using VectorCare.TestKit;

namespace VectorCare.Bench.Tests.Storage;

public sealed class CapacityPageTests
{
    [Fact]
    public void Page_IsWhatTheCommittedResultsSay() =>
        Assert.True(GeneratedPage.Is(RepositoryPaths.At("docs", "operations", "capacity.md"), CapacityPage.Write()), $"docs/operations/capacity.md is stale; run this test with {GeneratedPage.Write}=1.");
}
