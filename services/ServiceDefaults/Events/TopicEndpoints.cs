using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using VectorCare.Contracts;
using VectorCare.Contracts.Messages;
using VectorCare.ServiceDefaults.Auth;
using VectorCare.ServiceDefaults.Canary;

namespace VectorCare.ServiceDefaults.Events;

/// <summary>Handlers of topics. Subscriptions are declared in the component sets; a service maps the routes they name.</summary>
public static partial class TopicEndpoints
{
    /// <summary>Maps the handler of a topic. Malformed events and unknown schema versions are dropped to the dead letter; an exception is a retry.</summary>
    /// <typeparam name="T">Message type.</typeparam>
    /// <param name="endpoints">The service.</param>
    /// <param name="topic">One of <see cref="Topics.All"/>.</param>
    /// <param name="type">JSON form of the message.</param>
    /// <param name="handler">The handler.</param>
    public static void MapTopic<T>(this IEndpointRouteBuilder endpoints, string topic, JsonTypeInfo<T> type, Func<T, TopicContext, Task<TopicResult>> handler)
        where T : IVersioned, ISlotted
    {
        async Task<TopicResult> HandleAsync(HttpContext http, ReadOnlySequence<byte> body)
        {
            var (id, traceparent, data) = CloudEventReader.Read(body, type);
            if (data.SchemaVersion != T.CurrentVersion)
                return TopicResult.Drop("unknown-schema-version");
            return await http.RequestServices.GetRequiredService<CanaryRouter>().TryAsync(topic, data.Slot, body, http.RequestAborted)
                ?? await handler(data, new TopicContext(topic, id, traceparent, http.RequestServices, http.RequestAborted));
        }

        endpoints.MapPost(Routes.Event(topic), http => RunAsync(http, topic, HandleAsync, body => CloudEventReader.ReadLetter(body.ToArray()).Key(Topics.DeadLetter(topic)))).RequireSidecar();
    }

    /// <summary>Maps the handler of a topic's dead letters.</summary>
    /// <param name="endpoints">The service.</param>
    /// <param name="topic">The topic whose dead letters they are.</param>
    /// <param name="handler">The handler.</param>
    public static void MapDeadLetter(this IEndpointRouteBuilder endpoints, string topic, Func<DeadLetter, TopicContext, Task<TopicResult>> handler)
    {
        Task<TopicResult> HandleAsync(HttpContext http, ReadOnlySequence<byte> body)
        {
            var letter = CloudEventReader.ReadDeadLetter(body);
            return handler(letter, new TopicContext(Topics.DeadLetter(topic), letter.Id ?? string.Empty, null, http.RequestServices, http.RequestAborted));
        }

        endpoints.MapPost(Routes.DeadLetter(topic), http => RunAsync(http, Topics.DeadLetter(topic), HandleAsync, body => CloudEventReader.ReadDeadLetter(body).Key(Topics.DeadLetter(topic)))).RequireSidecar();
    }

    // Logs name an event as its dead letter is named: the event's own id may name a patient.
    private static async Task RunAsync(HttpContext http, string topic, Func<HttpContext, ReadOnlySequence<byte>, Task<TopicResult>> handle, Func<ReadOnlySequence<byte>, string> letter)
    {
        TopicResult result;
        var reader = http.Request.BodyReader;
        var read = await reader.ReadAsync(http.RequestAborted);
        while (!read.IsCompleted)
        {
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            read = await reader.ReadAsync(http.RequestAborted);
        }

        try
        {
            result = await handle(http, read.Buffer);
        }
        catch (JsonException)
        {
            result = TopicResult.Drop("malformed");
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            result = TopicResult.Retry("cancelled");
        }
        catch (Exception error)
        {
            LogFailed(Logger(http), letter(read.Buffer), topic, error);
            result = TopicResult.Retry(error.GetType().Name);
        }

        if (result.Cause is { } cause)
            LogRefused(Logger(http), letter(read.Buffer), topic, cause);
        if (result.Status == TopicStatus.Drop)
            LogDropped(Logger(http), letter(read.Buffer), topic, result.Reason);
        reader.AdvanceTo(read.Buffer.End);
        http.RequestServices.GetRequiredService<TopicMetrics>().Count(topic, result);
        http.Response.ContentType = "application/json";
        await http.Response.Body.WriteAsync(Reply(result.Status), http.RequestAborted);
    }

    private static ReadOnlyMemory<byte> Reply(TopicStatus status) => status switch
    {
        TopicStatus.Success => "{\"status\":\"SUCCESS\"}"u8.ToArray(),
        TopicStatus.Retry => "{\"status\":\"RETRY\"}"u8.ToArray(),
        _ => "{\"status\":\"DROP\"}"u8.ToArray(),
    };

    private static ILogger Logger(HttpContext http) => http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("VectorCare.Events");

    [LoggerMessage(Level = LogLevel.Error, Message = "Event {Letter} of {Topic} failed and will be delivered again.")]
    private static partial void LogFailed(ILogger logger, string letter, string topic, Exception error);

    [LoggerMessage(Level = LogLevel.Error, Message = "Event {Letter} of {Topic} is refused for good.")]
    private static partial void LogRefused(ILogger logger, string letter, string topic, Exception cause);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Event {Letter} of {Topic} was dropped to the dead letter: {Reason}.")]
    private static partial void LogDropped(ILogger logger, string letter, string topic, string? reason);
}
