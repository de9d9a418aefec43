using System.Diagnostics;
using VectorCare.Alerting.Stages;
using VectorCare.Contracts;
using VectorCare.Contracts.Messages;
using VectorCare.ServiceDefaults.Events;
using VectorCare.ServiceDefaults.Telemetry;

namespace VectorCare.Alerting.Intake;

/// <summary>Takes events off the topics.</summary>
internal static class TopicHandlers
{
    /// <summary>Maps the handlers of transmissions, connectivity and their dead letters.</summary>
    public static void MapTopics(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapTopic(Topics.Transmissions, ContractsJson.Default.Transmission, TransmissionAsync);
        endpoints.MapTopic(Topics.Connectivity, ContractsJson.Default.ConnectivityEvent, ConnectivityAsync);
        endpoints.MapDeadLetter(Topics.Transmissions, (letter, context) => context.Services.GetRequiredService<DeadLetters>().TakeAsync(letter, ContractsJson.Default.Transmission, Arrival.Of, context));
        endpoints.MapDeadLetter(Topics.Connectivity, (letter, context) => context.Services.GetRequiredService<DeadLetters>().TakeAsync(letter, ContractsJson.Default.ConnectivityEvent, Arrival.Of, context));
    }

    private static async Task<TopicResult> TransmissionAsync(Transmission transmission, TopicContext context)
    {
        using var activity = Tracing.GoOn("judge transmission", transmission.Traceparent ?? context.Traceparent, ActivityKind.Consumer);
        await context.Services.GetRequiredService<AlertPipeline>().RunAsync(Arrival.Of(transmission), context.Cancellation);
        return TopicResult.Success;
    }

    private static async Task<TopicResult> ConnectivityAsync(ConnectivityEvent connectivity, TopicContext context)
    {
        // Its trace is that of the poll, which may not be sampled; alerts are.
        using var activity = Tracing.Discovery.StartTrace("discovery connectivity", ActivityKind.Consumer, context.Traceparent);
        await context.Services.GetRequiredService<AlertPipeline>().RunAsync(Arrival.Of(connectivity), context.Cancellation);
        return TopicResult.Success;
    }
}
