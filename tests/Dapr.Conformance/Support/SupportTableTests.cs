using VectorCare.TestKit;

namespace Dapr.Conformance.Support;

public sealed class SupportTableTests
{
    private const string Begin = "<!-- table: written by SupportTableTests -->\n";
    private const string End = "<!-- end of table -->";

    /// <summary>Set to 1 to write the table anew.</summary>
    private const string Write = "VECTORCARE_WRITE_DOCS";

    [Fact]
    public void Table_InTheDocument_IsWhatTheRecordingsShow()
    {
        var path = RepositoryPaths.At("docs", "localdapr.md");
        var text = File.ReadAllText(path).ReplaceLineEndings("\n");
        var from = text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        var to = text.IndexOf(End, StringComparison.Ordinal);
        var table = SupportTable.Create();
        if (Environment.GetEnvironmentVariable(Write) == "1")
        {
            text = text[..from] + table + text[to..];
            File.WriteAllText(path, text);
            return;
        }

        Assert.True(text[from..to] == table, $"The table in docs/localdapr.md is stale; run this test with {Write}=1.");
    }

    [Fact]
    public void Differences_InTheDocument_AreAllListed()
    {
        var text = File.ReadAllText(RepositoryPaths.At("docs", "localdapr.md"));

        Assert.All(Exceptions.Differs.Keys.Concat(Exceptions.NotYet.Keys), name => Assert.Contains($"`{name}`", text, StringComparison.Ordinal));
    }

    [Fact]
    public void Exceptions_OfRecordings_NameRecordingsThatExist() =>
        Assert.All(Exceptions.Differs.Keys.Concat(Exceptions.NotYet.Keys), name => Assert.True(File.Exists(Path.Combine(Playing.ConformanceCase.Folder, name + ".json")), name));
}
