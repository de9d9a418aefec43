using Dapr.Workflow.Client;
using Dapr.Workflow.Protocol;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dapr.Workflow.Worker;

/// <summary>Takes work items off the sidecar's stream, runs them side by side and sends the answers. Connects again after 5 s.</summary>
internal sealed partial class WorkflowWorker(SidecarChannel sidecar, WorkflowRuntimeOptions options, IServiceScopeFactory scopes, ILoggerFactory loggers, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan ReconnectDelay = TimeSpan.FromSeconds(5);
    private readonly SemaphoreSlim _turns = new(options.MaxConcurrentWorkflows);
    private readonly SemaphoreSlim _activities = new(options.MaxConcurrentActivities);
    private readonly HistoryCache _histories = new();
    private readonly ILogger _log = loggers.CreateLogger("Dapr.Workflow");

    /// <inheritdoc />
    public override void Dispose()
    {
        _turns.Dispose();
        _activities.Dispose();
        base.Dispose();
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ReceiveAsync(stoppingToken);
                LogStreamEnded();
            }
            catch (Exception e) when (e is RpcException or HttpRequestException or IOException or ObjectDisposedException or OperationCanceledException)
            {
                if (stoppingToken.IsCancellationRequested)
                    return;
                LogStreamFailed(e);
            }
            await Task.Delay(ReconnectDelay, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ReceiveAsync(CancellationToken stoppingToken)
    {
        _histories.Clear();
        var request = new GetWorkItemsRequest { Capabilities = { WorkerCapability.StatefulHistory } };
        using var call = sidecar.Client.GetWorkItems(request, sidecar.Call(stoppingToken));
        LogConnecting();
        await foreach (var item in call.ResponseStream.ReadAllAsync(stoppingToken))
        {
            if (item.RequestCase == WorkItem.RequestOneofCase.WorkflowRequest)
                _ = Task.Run(() => AnswerAsync(_turns, () => TurnAsync(item, stoppingToken)), stoppingToken);
            else if (item.RequestCase == WorkItem.RequestOneofCase.ActivityRequest)
                _ = Task.Run(() => AnswerAsync(_activities, () => ActivityAsync(item, stoppingToken)), stoppingToken);
        }
    }

    // An answer that cannot be sent is not sent again: the sidecar gives out the work item anew.
    private async Task AnswerAsync(SemaphoreSlim limit, Func<Task> work)
    {
        try
        {
            await limit.WaitAsync();
            try
            {
                await work();
            }
            finally
            {
                limit.Release();
            }
        }
        catch (Exception e)
        {
            LogAnswerFailed(e);
        }
    }

    private async Task TurnAsync(WorkItem item, CancellationToken stoppingToken)
    {
        var request = item.WorkflowRequest;
        var past = _histories.Complete(request);
        past ??= [.. (await sidecar.Client.GetInstanceHistoryAsync(new GetInstanceHistoryRequest { InstanceId = request.InstanceId }, sidecar.Call(stoppingToken))).Events];
        await using var scope = scopes.CreateAsyncScope();
        var services = scope.ServiceProvider;
        var response = new WorkflowTurn(past, request, name => options.Workflows.GetValueOrDefault(name)?.Invoke(services), loggers).Run();
        response.CompletionToken = item.CompletionToken;
        _histories.Keep(request.InstanceId, past, response.Actions.Any(a => a.CompleteWorkflow is not null));
        foreach (var failed in response.Actions.Where(a => a.CompleteWorkflow?.FailureDetails?.IsNonRetriable == true))
            LogTurnFailed(request.InstanceId, failed.CompleteWorkflow.FailureDetails.ErrorType, failed.CompleteWorkflow.FailureDetails.ErrorMessage);
        await sidecar.Client.CompleteOrchestratorTaskAsync(response, sidecar.Call(stoppingToken));
    }

    private async Task ActivityAsync(WorkItem item, CancellationToken stoppingToken)
    {
        using var span = WorkflowTracing.Start(item.ActivityRequest);
        var response = await new ActivityCall(item.ActivityRequest).RunAsync(options, scopes);
        response.CompletionToken = item.CompletionToken;
        await sidecar.Client.CompleteActivityTaskAsync(response, sidecar.Call(stoppingToken));
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Asking the sidecar for workflow work items")]
    private partial void LogConnecting();

    [LoggerMessage(Level = LogLevel.Information, Message = "The stream of work items ended; connecting again")]
    private partial void LogStreamEnded();

    [LoggerMessage(Level = LogLevel.Warning, Message = "The stream of work items broke; connecting again")]
    private partial void LogStreamFailed(Exception e);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A work item was not answered; the sidecar gives it out again")]
    private partial void LogAnswerFailed(Exception e);

    [LoggerMessage(Level = LogLevel.Error, Message = "Workflow {InstanceId} failed for good: {ErrorType}: {ErrorMessage}")]
    private partial void LogTurnFailed(string instanceId, string errorType, string errorMessage);
}
