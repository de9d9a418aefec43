using LocalDapr.Processes;

namespace LocalDapr.Tests.Processes;

public sealed class ProjectBuilderTests
{
    [Fact]
    public async Task Build_TwoProjectsAndABrokenOne_GivesProgramsOrShowsTheError()
    {
        using var folder = new TemporaryFolder();
        var (one, two, broken) = (Project(folder, "One", "return 3;"), Project(folder, "Two", "return 4;"), Project(folder, "Broken", "return nothing;"));
        var lines = new List<string>();
        var builder = new ProjectBuilder(folder.Path, line =>
        {
            lock (lines)
                lines.Add(line);
        });

        var built = await builder.BuildAsync([new(one, "Release", ""), new(two, "Release", "")], build: true, TestContext.Current.CancellationToken);

        Assert.Equal(["One.dll", "Two.dll"], built.Values.Select(Path.GetFileName).Order());
        Assert.All(built.Values, path => Assert.True(File.Exists(path) && path.Contains("Release", StringComparison.Ordinal)));
        await Assert.ThrowsAsync<BuildFailedException>(() => builder.BuildAsync([new(broken, "Release", "")], build: true, TestContext.Current.CancellationToken));
        Assert.Contains(lines, l => l.Contains("CS0103", StringComparison.Ordinal));
    }

    private static string Project(TemporaryFolder folder, string name, string program)
    {
        Directory.CreateDirectory(folder.At(name));
        File.WriteAllText(folder.At($"{name}/Program.cs"), program);
        var file = folder.At($"{name}/{name}.csproj");
        File.WriteAllText(file, """<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework></PropertyGroup></Project>""");
        return file;
    }
}
