using System.Threading.Channels;
using LocalDapr.Jobs.Engine;

namespace LocalDapr.Tests.Jobs;

/// <summary>A target that keeps what it is given and answers as told.</summary>
internal sealed class PlayedTarget : IJobTarget
{
    private readonly Channel<string> _names = Channel.CreateUnbounded<string>();
    private TaskCompletionSource _hold = new();
    private int _started;
    private int _ended;

    public PlayedTarget() => _hold.SetResult();

    public JobOutcome Outcome { get; set; } = JobOutcome.Succeeded;

    public int Started => Volatile.Read(ref _started);

    public TaskCompletionSource Hold() => _hold = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public async Task<string> NextAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        return await _names.Reader.ReadAsync(limit.Token);
    }

    public async Task IdleAsync()
    {
        while (Volatile.Read(ref _ended) != Started)
            await Task.Yield();
    }

    public async Task<JobOutcome> TriggerAsync(JobDefinition job, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _started);
        _names.Writer.TryWrite(job.Name);
        try
        {
            await _hold.Task.WaitAsync(cancellationToken);
            return Outcome;
        }
        finally
        {
            Interlocked.Increment(ref _ended);
        }
    }
}
