using System.ComponentModel;
using System.Diagnostics;
using LocalDapr.Processes;

namespace LocalDapr.Tests.Processes;

public sealed class AppProcessTests
{
    [Fact]
    public async Task Start_ProgramThatEnds_GivesItsLinesAndCode()
    {
        SkipWithoutShell();
        var lines = new List<string>();

        await using var process = AppProcess.Start(Shell("echo one; echo $GREETING; echo bad >&2; exit 7", new() { ["GREETING"] = "two" }), Add(lines));

        Assert.Equal(7, await process.Exited.WaitAsync(TestContext.Current.CancellationToken));
        Assert.Equal(["bad", "one", "two"], lines.Order());
        Assert.Equal(3, process.LastLines.Count);
    }

    [Fact]
    public async Task LastLines_ManyLines_KeepsTheLastTwenty()
    {
        SkipWithoutShell();
        await using var process = AppProcess.Start(Shell("for i in $(seq 50); do echo $i; done"), _ => { });

        await process.Exited.WaitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(Enumerable.Range(31, 20).Select(i => i.ToString(System.Globalization.CultureInfo.InvariantCulture)), process.LastLines);
    }

    [Fact]
    public async Task Stop_ProgramThatListens_EndsOnTerminate()
    {
        SkipWithoutShell();
        var ready = new TaskCompletionSource();
        await using var process = AppProcess.Start(Shell("trap 'echo asked; exit 0' TERM; echo ready; while true; do sleep 0.05; done"), line => Ready(line, ready));
        await ready.Task.WaitAsync(TestContext.Current.CancellationToken);

        await process.StopAsync(TimeSpan.FromSeconds(5));

        Assert.Contains("asked", process.LastLines);
        Assert.Equal(0, await process.Exited);
    }

    [Fact]
    public async Task Stop_TreeThatDoesNotListen_IsKilledToTheLastChild()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "children that lost their parent are found on Linux only");
        var ready = new TaskCompletionSource<int>();
        // The grandchild loses its parent at once and ignores the signal.
        var command = Shell("(sh -c 'trap \"\" TERM; echo $$; while true; do sleep 0.05; done' &) ; trap '' TERM; while true; do sleep 0.05; done");
        await using var process = AppProcess.Start(command, line => ready.TrySetResult(int.Parse(line, System.Globalization.CultureInfo.InvariantCulture)));
        var grandchild = await ready.Task.WaitAsync(TestContext.Current.CancellationToken);

        await process.StopAsync(TimeSpan.FromMilliseconds(200));

        Assert.NotEqual(0, await process.Exited);
        Assert.False(IsRunning(grandchild));
    }

    [Fact]
    public void Start_UnknownProgram_Throws() =>
        Assert.Throws<Win32Exception>(() => AppProcess.Start(new AppCommand("no-such-program-anywhere", [], Path.GetTempPath(), new Dictionary<string, string>()), _ => { }));

    private static AppCommand Shell(string script, Dictionary<string, string>? environment = null) =>
        new("/bin/sh", ["-c", script], Path.GetTempPath(), environment ?? []);

    private static void SkipWithoutShell() => Assert.SkipWhen(OperatingSystem.IsWindows(), "there is no POSIX shell");

    private static void Ready(string line, TaskCompletionSource ready)
    {
        if (line == "ready")
            ready.TrySetResult();
    }

    private static Action<string> Add(List<string> lines) => line =>
    {
        lock (lines)
            lines.Add(line);
    };

    private static bool IsRunning(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return File.Exists($"/proc/{id}/stat") && !File.ReadAllText($"/proc/{id}/stat").Contains(") Z", StringComparison.Ordinal);
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
