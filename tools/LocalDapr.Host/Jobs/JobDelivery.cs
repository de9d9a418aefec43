using System.Net.Http.Headers;
using System.Net;
using Dapr.AppCallback.Autogen.Grpc.v1;
using Dapr.Client.Autogen.Grpc.v1;
using Grpc.Core;
using LocalDapr.Faults;
using LocalDapr.Jobs.Engine;
using LocalDapr.Sidecars;
using Microsoft.Extensions.Logging;

namespace LocalDapr.Jobs;

/// <summary>Delivers ticks to the application as <c>POST /job/{name}</c>, or as <c>OnJobEvent</c> to one that speaks gRPC. No time limit and no resiliency policy applies.</summary>
internal sealed partial class JobDelivery(SidecarContext context, ILogger logger) : IJobTarget
{
    /// <inheritdoc />
    public async Task<JobOutcome> TriggerAsync(JobDefinition job, CancellationToken cancellationToken)
    {
        if (context.App.Grpc is { } app)
            return await TriggerAsync(app, job, cancellationToken);
        if (GoPath.Escape(job.Name) is not { } name)
        {
            LogUndeliverableName(logger);
            return JobOutcome.Failed;
        }
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/job/" + name, UriKind.Relative));
        var body = JobJson.CallbackBody(Job.Parser.ParseFrom(job.Payload).Data);
        request.Content = new ReadOnlyMemoryContent(body);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        try
        {
            using var reply = await context.App.SendAsync(request, cancellationToken);
            if (reply.StatusCode == HttpStatusCode.NotFound)
                LogNoHandler(logger);
            else if (!reply.IsSuccessStatusCode)
                LogRefused(logger, (int)reply.StatusCode);
            else
                context.Report(SidecarEventKind.Delivered, "job", job.Name, body);
            return reply.IsSuccessStatusCode || reply.StatusCode == HttpStatusCode.NotFound ? JobOutcome.Succeeded : JobOutcome.Failed;
        }
        catch (HttpRequestException error)
        {
            LogUnreachable(logger, error.HttpRequestError);
            return JobOutcome.Failed;
        }
    }

    private async Task<JobOutcome> TriggerAsync(GrpcApp app, JobDefinition job, CancellationToken cancellationToken)
    {
        var data = Job.Parser.ParseFrom(job.Payload).Data;
        var request = new JobEventRequest
        {
            Name = job.Name,
            Data = data,
            Method = "job/" + job.Name,
            ContentType = data?.TypeUrl ?? "",
            HttpExtension = new HTTPExtension { Verb = HTTPExtension.Types.Verb.Post },
        };
        try
        {
            await app.CallEitherAsync<JobEventRequest, JobEventResponse>("OnJobEvent", request, [], cancellationToken);
            context.Report(SidecarEventKind.Delivered, "job", job.Name, data?.Value.Memory ?? default);
            return JobOutcome.Succeeded;
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
        {
            LogNoHandler(logger);
            return JobOutcome.Succeeded;
        }
        catch (RpcException e)
        {
            LogRefused(logger, (int)e.StatusCode);
            return JobOutcome.Failed;
        }
        catch (HttpRequestException error)
        {
            LogUnreachable(logger, error.HttpRequestError);
            return JobOutcome.Failed;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A job's name cannot stand in a path: its ticks are never delivered")]
    private static partial void LogUndeliverableName(ILogger logger);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A job's callback was answered 'not found': it counts as done")]
    private static partial void LogNoHandler(ILogger logger);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A job's callback was answered {Status}")]
    private static partial void LogRefused(ILogger logger, int status);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A job's callback did not reach the application: {Error}")]
    private static partial void LogUnreachable(ILogger logger, HttpRequestError error);
}
