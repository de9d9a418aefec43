using System.Collections.Concurrent;
using System.Diagnostics;

namespace LocalDapr.Processes;

/// <summary>One running application: its output goes line by line to where it is wanted, its end is told, and it can be stopped with everything it started.</summary>
internal sealed class AppProcess : IAsyncDisposable
{
    private const int KeptLines = 20;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan OutputLimit = TimeSpan.FromSeconds(1);

    private readonly Process _process;
    private ProcessSession? _session;
    private readonly string _mark = Guid.NewGuid().ToString("N");
    private readonly Action<string> _onLine;
    private readonly ConcurrentQueue<string> _lastLines = new();

    private AppProcess(AppCommand command, Action<string> onLine)
    {
        _onLine = onLine;
        var start = ProcessSession.Leading(command.FileName, command.Arguments);
        start.WorkingDirectory = command.Directory;
        (start.RedirectStandardOutput, start.RedirectStandardError, start.RedirectStandardInput) = (true, true, true);
        foreach (var name in command.Without ?? [])
            start.Environment.Remove(name);
        foreach (var (name, value) in command.Environment)
            start.Environment[name] = value;
        start.Environment[ProcessTree.Mark] = _mark;
        _process = new Process { StartInfo = start };
        _process.Start();
        _process.StandardInput.Close();
        Id = _process.Id;
        _session = ProcessSession.Of(Id);
        Exited = WatchAsync(Task.WhenAll(ReadAsync(_process.StandardOutput), ReadAsync(_process.StandardError)));
    }

    /// <summary>Process id.</summary>
    public int Id { get; }

    /// <summary>Completes with the exit code when the process has ended and its output is read.</summary>
    public Task<int> Exited { get; }

    /// <summary>The last lines it wrote, 20 at most.</summary>
    public IReadOnlyList<string> LastLines => [.. _lastLines];

    /// <summary>Starts a program.</summary>
    /// <param name="command">The program.</param>
    /// <param name="onLine">Gets each line of its output and of its error output.</param>
    /// <returns>The process.</returns>
    /// <exception cref="System.ComponentModel.Win32Exception">There is no such program, or it may not be started.</exception>
    public static AppProcess Start(AppCommand command, Action<string> onLine) => new(command, onLine);

    /// <summary>Asks the process and all it started to end, and ends what is left when the time is over.</summary>
    /// <param name="limit">Time it gets.</param>
    public async Task StopAsync(TimeSpan limit)
    {
        ProcessTree.Terminate(Id, _mark);
        var began = Stopwatch.GetTimestamp();
        while (ProcessTree.Alive(Id, _mark).Count > 0 && Stopwatch.GetElapsedTime(began) < limit)
            await Task.Delay(Look, TimeProvider.System);
        ProcessTree.Kill(Id, _mark);
        await Exited;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await StopAsync(TimeSpan.Zero);
        LeaveSession();
        _process.Dispose();
    }

    private void LeaveSession() => Interlocked.Exchange(ref _session, null)?.Dispose();

    private async Task<int> WatchAsync(Task output)
    {
        await _process.WaitForExitAsync();
        if (ProcessTree.Alive(Id, _mark).Count == 0)
            LeaveSession();
        // A child that lives on may hold the output open.
        await Task.WhenAny(output, Task.Delay(OutputLimit, TimeProvider.System));
        return _process.ExitCode;
    }

    private async Task ReadAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            _lastLines.Enqueue(line);
            while (_lastLines.Count > KeptLines)
                _lastLines.TryDequeue(out _);
            _onLine(line);
        }
    }
}
