namespace LocalDapr.Jobs.Engine;

/// <summary>A target while it is connected.</summary>
internal sealed class JobConnection(IJobTarget target, Action<JobConnection> disconnect) : IDisposable
{
    private readonly CancellationTokenSource _gone = new();

    /// <summary>Delivers a tick.</summary>
    /// <param name="job">The job.</param>
    /// <returns>How it went.</returns>
    public async Task<JobOutcome> TriggerAsync(JobDefinition job)
    {
        try
        {
            return await target.TriggerAsync(job, _gone.Token);
        }
        catch (Exception)
        {
            return _gone.IsCancellationRequested ? JobOutcome.Undeliverable : JobOutcome.Failed;
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        disconnect(this);

        // Not disposed: deliveries under way still hold its token.
        _gone.Cancel();
    }
}
