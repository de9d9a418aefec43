using VectorCare.TestKit;

namespace Dapr.Conformance.Support;

public sealed class SupportTableTests
{
    [Fact]
    public void Table_InTheDocument_IsWhatTheRecordingsShow()
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable(Outcomes.Write) == "1", "The table is written after this run.");

        Assert.True(SupportTable.Read() == SupportTable.Create(Exceptions.GroupOf), $"The table in docs/localdapr.md is stale: run all tests of this project with {Outcomes.Write}=1.");
    }

    [Fact]
    public void Differences_InTheDocument_AreAllListed()
    {
        var text = File.ReadAllText(RepositoryPaths.At("docs", "localdapr.md"));

        Assert.All(Exceptions.All, name => Assert.Contains($"`{name}`", text, StringComparison.Ordinal));
    }

    [Fact]
    public void Exceptions_OfRecordings_NameRecordingsThatExist() =>
        Assert.All(Exceptions.All, name => Assert.True(File.Exists(Path.Combine(Playing.ConformanceCase.Folder, name + ".json")), name));
}
