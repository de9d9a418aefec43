namespace VectorCare.EndToEnd.Tests.Program;

/// <summary>The whole program on this machine, and how it ends.</summary>
public sealed class InterruptTests : IDisposable
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);
    private readonly ProgramFolder _folder;

    public InterruptTests()
    {
        ProgramRun.SkipUnlessPossible();
        _folder = new ProgramFolder();
    }

    public void Dispose() => _folder?.Dispose();

    [Fact]
    public async Task Run_CtrlC_SumsUpStopsAllAndEndsWithZero()
    {
        await using var run = new ProgramRun(_folder, "--patients 30 --speed 10");
        await run.LineAsync("imported 30 patients");

        run.Signal("INT");

        Assert.Equal((0, true), (await run.ExitAsync(StopLimit), run.Output.Contains("  polls ", StringComparison.Ordinal)));
        Assert.DoesNotContain("   at ", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("ended with exit code", run.Output, StringComparison.Ordinal);
        await run.GoneAsync();
    }

    [Fact]
    public async Task Run_SecondCtrlC_EndsAtOnce()
    {
        await using var run = new ProgramRun(_folder, "--patients 30");
        await run.LineAsync("imported 30 patients");

        run.Signal("INT");
        await run.LineAsync("stopping");
        run.Signal("INT");

        Assert.Contains(await run.ExitAsync(TimeSpan.FromSeconds(3)), new[] { 0, 130 });
        await run.GoneAsync();
    }

    [Fact]
    public async Task Run_KilledWhileItRuns_LeavesNothing()
    {
        await using var run = new ProgramRun(_folder, "--patients 30");
        await run.LineAsync("imported 30 patients");

        run.Signal("KILL");

        Assert.Equal(137, await run.ExitAsync(StopLimit));
        await run.GoneAsync();
    }
}
