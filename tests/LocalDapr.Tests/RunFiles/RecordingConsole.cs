using System.Collections.Concurrent;
using LocalDapr.Resources;
using LocalDapr.RunFiles;

namespace LocalDapr.Tests.RunFiles;

/// <summary>Keeps what a run tells.</summary>
internal sealed class RecordingConsole : IRunConsole
{
    private readonly TaskCompletionSource<AppExit> _exit = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _awaited = new();

    public ConcurrentQueue<string> Lines { get; } = new();

    public ConcurrentQueue<Finding> Warnings { get; } = new();

    public Task<AppExit> FirstExit => _exit.Task;

    public Task Line(string line)
    {
        var source = _awaited.GetOrAdd(line, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        if (Lines.Contains(line))
            source.TrySetResult();
        return source.Task;
    }

    public void AppLine(string appId, string line)
    {
        Lines.Enqueue($"{appId}: {line}");
        if (_awaited.TryGetValue($"{appId}: {line}", out var source))
            source.TrySetResult();
    }

    public void Info(string text) => Lines.Enqueue(text);

    public void Warn(Finding finding) => Warnings.Enqueue(finding);

    public void AppExited(AppExit exit) => _exit.TrySetResult(exit);
}
