using System.Collections.Concurrent;
using System.Diagnostics;

namespace VectorCare.TestKit.Servers;

/// <summary>Programs of the machine that a test or a bench starts for itself.</summary>
internal static class ServerProgram
{
    private const int LinesKept = 20;
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(1);

    /// <summary>Where a program is: in the folders given, else in those of PATH; null where it is not.</summary>
    public static string? Find(string name, params IEnumerable<string> folders) =>
        folders.Concat((Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator)).Select(f => Path.Combine(f, name)).FirstOrDefault(File.Exists);

    /// <summary>Runs a program to its end.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message has what it said last.</exception>
    public static async Task RunAsync(IReadOnlyList<string> command, CancellationToken stop)
    {
        var said = new ConcurrentQueue<string>();
        using var process = Start(command, said.Enqueue);
        await process.WaitForExitAsync(stop);
        if (process.ExitCode != 0)
            throw Failed(command, process, said);
    }

    /// <summary>Starts a program and waits until it says that it takes connections.</summary>
    /// <exception cref="InvalidOperationException">It ended first; the message has what it said last.</exception>
    public static async Task<Process> StartReadyAsync(IReadOnlyList<string> command, CancellationToken stop)
    {
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var said = new ConcurrentQueue<string>();
        var process = Start(command, line =>
        {
            if (line.Contains("eady to accept", StringComparison.Ordinal))
                ready.TrySetResult();
            if (!ready.Task.IsCompleted)
                said.Enqueue(line);
        });
        if (await Task.WhenAny(ready.Task, process.WaitForExitAsync(stop)).WaitAsync(StartLimit, stop) == ready.Task)
            return process;
        using (process)
            throw Failed(command, process, said);
    }

    private static Process Start(IReadOnlyList<string> command, Action<string> line)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1)) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{command[0]} did not start.");
        process.OutputDataReceived += (_, e) => line(e.Data ?? string.Empty);
        process.ErrorDataReceived += (_, e) => line(e.Data ?? string.Empty);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static InvalidOperationException Failed(IReadOnlyList<string> command, Process process, IEnumerable<string> said) =>
        new($"{string.Join(' ', command)} ended with {process.ExitCode}: {string.Join(' ', said.TakeLast(LinesKept))}");
}
