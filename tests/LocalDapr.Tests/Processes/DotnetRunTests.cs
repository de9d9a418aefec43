using LocalDapr.Processes;

namespace LocalDapr.Tests.Processes;

public sealed class DotnetRunTests
{
    [Fact]
    public void TryParse_AllOptions_TakesThemApart()
    {
        Assert.True(DotnetRun.TryParse(["dotnet", "run", "--no-build", "-c", "Release", "--project=../App", "-p:X=1", "-f", "net10.0", "--launch-profile", "dev", "--", "--urls", "x"], out var run));

        Assert.Equal("../App", run.Project);
        Assert.Equal("Release", run.Configuration);
        Assert.Equal(["-p:X=1", "-f", "net10.0"], run.BuildArguments);
        Assert.Equal("dev", run.LaunchProfile);
        Assert.Equal(["--urls", "x"], run.Arguments);
    }

    [Fact]
    public void TryParse_Bare_IsDebugWithTheFirstProfile()
    {
        Assert.True(DotnetRun.TryParse(["dotnet", "run", "seed"], out var run));

        Assert.Equal((null, "Debug", null), (run.Project, run.Configuration, run.LaunchProfile));
        Assert.Equal(["seed"], run.Arguments);
    }

    [Theory]
    [InlineData("python3", "app.py")]
    [InlineData("dotnet", "App.dll")]
    [InlineData("dotnet", "run", "app.cs")]
    public void TryParse_OtherCommand_IsLeftAlone(params string[] command) => Assert.False(DotnetRun.TryParse(command, out _));

    [Fact]
    public void Environment_LaunchSettings_GivesUrlsAndVariables()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.At("Properties"));
        File.WriteAllText(folder.At("Properties/launchSettings.json"), """
            { // comments are allowed
              "profiles": {
                "IIS": { "commandName": "IISExpress" },
                "first": { "commandName": "Project", "applicationUrl": "http://localhost:5001", "environmentVariables": { "A": "1" } },
                "second": { "commandName": "Project", "environmentVariables": { "A": "2" } }
              }
            }
            """);

        Assert.Equal(new Dictionary<string, string> { ["ASPNETCORE_URLS"] = "http://localhost:5001", ["A"] = "1" }, LaunchProfile.Environment(folder.At("App.csproj"), null));
        Assert.Equal("2", LaunchProfile.Environment(folder.At("App.csproj"), "second")["A"]);
    }
}
