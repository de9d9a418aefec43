namespace Conventions.Tests;

public sealed class SizeTests
{
    [Fact]
    public void Files_Production_FitInAHead()
    {
        var lengths = SourceFiles.Production.Select(f => f.Lines.Count).Order().ToList();

        Assert.Empty(SourceFiles.Production.Where(f => f.Lines.Count > 400).Select(f => $"{f.Path}: {f.Lines.Count}"));
        Assert.True(lengths[lengths.Count / 2] <= 75, $"median {lengths[lengths.Count / 2]} lines");
        Assert.True(lengths[lengths.Count * 9 / 10] <= 230, $"90th percentile {lengths[lengths.Count * 9 / 10]} lines");
    }

    [Fact]
    public void Files_Tests_StayBelow800Lines() =>
        Assert.Empty(SourceFiles.All.Where(f => f.IsTest && f.Lines.Count > 800).Select(f => $"{f.Path}: {f.Lines.Count}"));

    [Fact]
    public void Program_EveryExecutable_IsAtMost40Lines() =>
        Assert.Empty(SourceFiles.All.Where(f => f.Path.EndsWith("/Program.cs", StringComparison.Ordinal) && f.Lines.Count > 40).Select(f => $"{f.Path}: {f.Lines.Count}"));
}
