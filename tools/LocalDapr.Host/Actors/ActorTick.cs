using System.Text.Json;
using System.Text.Json.Serialization;
using LocalDapr.Faults;
using LocalDapr.Jobs;
using LocalDapr.Jobs.Engine;
using LocalDapr.Sidecars;
using Microsoft.Extensions.Logging;

namespace LocalDapr.Actors;

/// <summary>What a timer or reminder keeps with its job.</summary>
/// <param name="Type">Actor type.</param>
/// <param name="Id">Actor id.</param>
/// <param name="Name">Name of the timer or reminder.</param>
/// <param name="Data">JSON data, or null.</param>
/// <param name="DueTime">As it was given.</param>
/// <param name="Period">As it is shown.</param>
internal sealed record ActorTick(string Type, string Id, string Name, byte[]? Data, string DueTime, string Period)
{
    /// <summary>The actor.</summary>
    [JsonIgnore]
    public ActorKey Actor => new(Type, Id);

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    /// <param name="payload">Payload of a job.</param>
    /// <returns>The tick.</returns>
    public static ActorTick Read(byte[] payload) => JsonSerializer.Deserialize<ActorTick>(payload)!;

    /// <summary>Writes it.</summary>
    /// <returns>Payload of a job.</returns>
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this);
}

/// <summary>Delivers ticks as turns of their actors.</summary>
/// <param name="host">The actors.</param>
/// <param name="kind"><c>timer</c> or <c>remind</c>.</param>
/// <param name="body">Body of a tick.</param>
/// <param name="context">The sidecar.</param>
/// <param name="logger">The log.</param>
internal sealed partial class ActorTickTarget(ActorHost host, string kind, Func<ActorTick, byte[]> body, SidecarContext context, ILogger logger) : IJobTarget
{
    /// <inheritdoc />
    public async Task<JobOutcome> TriggerAsync(JobDefinition job, CancellationToken cancellationToken)
    {
        var tick = ActorTick.Read(job.Payload);
        var call = ActorCall.Tick($"method/{kind}/{GoPath.EscapeAll(tick.Name)}", body(tick));
        try
        {
            var reply = await host.CallAsync(tick.Actor, call, cancellationToken);
            if (reply.IsSuccess)
            {
                if (context.IsWatched)
                    context.Report(SidecarEventKind.Delivered, kind, $"{tick.Type}/{tick.Id}/{tick.Name}", call.Body);
                return JobOutcome.Succeeded;
            }

            LogRefused(logger, kind, tick.Type, reply.Status);
            return JobOutcome.Failed;
        }
        catch (HttpRequestException)
        {
            LogRefused(logger, kind, tick.Type, 0);
            return JobOutcome.Failed;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A {Kind} tick of an actor of type {Type} was answered {Status}")]
    private static partial void LogRefused(ILogger logger, string kind, string type, int status);
}
