using Dapr.Workflow;
using Grpc.Core;

namespace VectorCare.Alerting.Escalation;

/// <summary>Workflows of the sidecar.</summary>
internal sealed partial class DaprEpisodeWorkflows(DaprWorkflowClient client, TimeProvider time, ILogger<DaprEpisodeWorkflows> logger) : IEpisodeWorkflows
{
    /// <summary>A start waits for a worker; an alert does not.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public async Task<bool> StartAsync(PageStep first, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await client.ScheduleNewWorkflowAsync(nameof(AlertEpisode), first.AlertId, first, (DateTimeOffset?)null, either.Token);
            return true;
        }
        catch (RpcException error) when (error.StatusCode == StatusCode.AlreadyExists)
        {
            return true;
        }
        catch (Exception error) when (error is RpcException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            LogNotStarted(error);
            return false;
        }
    }

    /// <inheritdoc/>
    public async Task TellAsync(string alertId, CancellationToken cancellationToken)
    {
        try
        {
            await client.RaiseEventAsync(alertId, AlertEpisode.Changed, null, cancellationToken);
        }
        catch (RpcException error) when (!cancellationToken.IsCancellationRequested)
        {
            LogNotTold(error.StatusCode);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "An episode's workflow could not be started; the alert is delivered without it, and the sweep tries again.")]
    private partial void LogNotStarted(Exception error);

    [LoggerMessage(Level = LogLevel.Information, Message = "An episode's workflow could not be told of a change ({Status}); it sees it before its next page.")]
    private partial void LogNotTold(StatusCode status);
}
