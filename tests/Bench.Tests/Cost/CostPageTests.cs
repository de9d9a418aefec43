using VectorCare.TestKit;

namespace VectorCare.Bench.Tests.Cost;

public sealed class CostPageTests
{
    [Fact]
    public void Page_IsWhatTheCommittedResultsSay() =>
        Assert.True(GeneratedPage.Is(RepositoryPaths.At("docs", "cost-of-a-poll.md"), CostPage.Write()), $"docs/cost-of-a-poll.md is stale; run this test with {GeneratedPage.Write}=1.");
}
