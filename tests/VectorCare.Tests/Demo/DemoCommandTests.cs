namespace VectorCare.Tests.Demo;

/// <summary>The program as a process, with options that are wrong: it says which and what is right, and starts nothing.</summary>
public sealed class DemoCommandTests
{
    [Theory]
    [InlineData("--for 3", "--for 3 is not a duration. Write for example 90s, 2m or 1h30m.")]
    [InlineData("--patients 2", "--patients 2 is out of range: 3 to 300000.")]
    [InlineData("--speed 101", "--speed 101 is out of range: 1 to 100.")]
    [InlineData("--speed fast", "fast")]
    [InlineData("--sped 10", "--sped")]
    public async Task Run_WrongOption_SaysSoAndExits(string arguments, string message)
    {
        var (exitCode, output, errors) = await RunAsync(arguments);

        Assert.NotEqual(0, exitCode);
        Assert.Contains(message, errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors + output, StringComparison.Ordinal);
        Assert.DoesNotContain("build: ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_SeveralWrong_SaysAllAtOnce()
    {
        var (exitCode, _, errors) = await RunAsync("--for x --patients 0 --speed 0");

        Assert.Equal((2, 3), (exitCode, errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length));
    }

    [Fact]
    public async Task Run_Help_NamesEveryOption()
    {
        var (exitCode, output, _) = await RunAsync("--help");

        Assert.Equal(0, exitCode);
        Assert.All(["--patients", "--speed", "--for", "--summary", "--fault", "--data", "--keep", "--rate-scale", "--hl7-folder"], o => Assert.Contains(o, output, StringComparison.Ordinal));
    }

    private static Task<(int ExitCode, string Output, string Errors)> RunAsync(string arguments) => ProgramCall.RunAsync(arguments.Split(' '));
}
