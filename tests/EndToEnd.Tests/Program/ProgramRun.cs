using System.Diagnostics;
using System.Text;
using VectorCare.TestKit;

namespace VectorCare.EndToEnd.Tests.Program;

/// <summary>The program <c>tools/VectorCare</c> as leader of a process group, as a terminal starts it.</summary>
internal sealed class ProgramRun : IAsyncDisposable
{
    private const string Mark = "VECTORCARE_TEST_RUN";
    private readonly byte[] _mark = Encoding.UTF8.GetBytes($"{Mark}={Guid.NewGuid():N}");
    private readonly Process _process;
    private readonly List<string> _lines = [];
    private readonly List<(string Text, TaskCompletionSource Seen)> _awaited = [];
    private readonly Task _output;

    public ProgramRun(ProgramFolder folder, string arguments)
    {
        var program = RepositoryPaths.At("tools", "VectorCare", "bin", ProgramFolder.Configuration, "net10.0", "VectorCare.dll");
        // A signal that the test's own shell ignores would stay ignored.
        string[] command = ["env", "--default-signal", "dotnet", program, "--no-build", "--data", folder.Data, "--mail-port", $"{folder.MailPort}", "--webhook-port", $"{folder.WebhookPort}"];
        var start = new ProcessStartInfo("setsid", [.. command, .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)])
        {
            WorkingDirectory = folder.At(),
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // Coverage of the tests' own process: what it starts is another build's business, and slower under it.
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("CORECLR_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        start.Environment[Mark] = Encoding.UTF8.GetString(_mark)[(Mark.Length + 1)..];
        _process = Process.Start(start)!;
        _output = Task.WhenAll(ReadAsync(_process.StandardOutput), ReadAsync(_process.StandardError));
    }

    public static void SkipUnlessPossible() => Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/usr/bin/setsid"), "process groups are tested on Linux with setsid");

    /// <summary>All it has written.</summary>
    public string Output
    {
        get
        {
            lock (_lines)
                return string.Join('\n', _lines);
        }
    }

    /// <summary>Waits for a line that holds a text.</summary>
    public async Task LineAsync(string text)
    {
        TaskCompletionSource seen = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lines)
        {
            if (_lines.Exists(l => l.Contains(text, StringComparison.Ordinal)))
                return;
            _awaited.Add((text, seen));
        }

        if (await Task.WhenAny(seen.Task, _output).WaitAsync(TimeSpan.FromMinutes(2)) != seen.Task)
            Assert.Fail($"It ended without '{text}': {Output}");
    }

    /// <summary>Sends a signal to every process of its group, as a terminal does.</summary>
    public void Signal(string name)
    {
        using var kill = Process.Start("sh", ["-c", $"kill -{name} -{_process.Id}"]);
        kill.WaitForExit();
    }

    /// <summary>Waits for its end.</summary>
    public async Task<int> ExitAsync(TimeSpan limit)
    {
        await _process.WaitForExitAsync().WaitAsync(limit);
        await _output.WaitAsync(limit);
        return _process.ExitCode;
    }

    /// <summary>Waits until nothing that it started is there, children without a parent included.</summary>
    public async Task GoneAsync()
    {
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        var began = Stopwatch.GetTimestamp();
        while (Left() is { Count: > 0 } left && await look.WaitForNextTickAsync())
            Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(5), $"Left running: {string.Join(", ", left)}");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var id in Left())
        {
            using var kill = Process.Start("sh", ["-c", $"kill -KILL {id}"]);
            await kill.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private List<int> Left() => [.. Directory.EnumerateDirectories("/proc").Select(d => int.TryParse(Path.GetFileName(d), out var id) ? id : 0).Where(id => id > 0 && IsOurs(id))];

    private bool IsOurs(int id)
    {
        try
        {
            return File.ReadAllBytes($"/proc/{id}/environ").AsSpan().IndexOf(_mark) >= 0;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private async Task ReadAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (_lines)
            {
                _lines.Add(line);
                foreach (var (text, seen) in _awaited)
                {
                    if (line.Contains(text, StringComparison.Ordinal))
                        seen.TrySetResult();
                }
            }
        }
    }
}
