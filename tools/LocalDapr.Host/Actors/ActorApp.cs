using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using LocalDapr.Invocation;
using LocalDapr.Jobs;
using LocalDapr.Sidecars;
using Microsoft.Extensions.Logging;

namespace LocalDapr.Actors;

/// <summary>The application as its actors' home: settings, calls, deactivation.</summary>
internal sealed partial class ActorApp(IAppChannel app, ILogger logger)
{
    /// <summary>Asks for the actor settings.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The settings; none where the application has none.</returns>
    public async Task<ActorConfig> ReadConfigAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/dapr/config", UriKind.Relative));
            using var reply = await app.SendAsync(request, cancellationToken);
            return reply.StatusCode == HttpStatusCode.OK
                ? ActorConfig.Parse(await reply.Content.ReadAsByteArrayAsync(cancellationToken))
                : ActorConfig.None;
        }
        catch (Exception error) when (error is HttpRequestException or JsonException)
        {
            LogNoConfig(logger, error.GetType().Name);
            return ActorConfig.None;
        }
    }

    /// <summary>Calls an actor.</summary>
    /// <param name="actor">The actor.</param>
    /// <param name="call">The call.</param>
    /// <param name="turnId">Id of the turn, for types that may be re-entered.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The reply.</returns>
    /// <exception cref="HttpRequestException">The application cannot be reached.</exception>
    public async Task<ActorReply> CallAsync(ActorKey actor, ActorCall call, string? turnId, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, new Uri($"{Path(actor)}/{call.Path}{call.Query}", UriKind.Relative));
        request.Content = new ReadOnlyMemoryContent(call.Body);
        foreach (var (name, value) in call.Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
                request.Content.Headers.TryAddWithoutValidation(name, value);
        }
        if (turnId is not null)
        {
            request.Headers.Remove(ActorCall.TurnHeader);
            request.Headers.TryAddWithoutValidation(ActorCall.TurnHeader, turnId);
        }
        using var reply = await app.SendAsync(request, cancellationToken);
        var headers = reply.Headers.NonValidated.Concat(reply.Content.Headers.NonValidated)
            .Where(h => !HopByHop.EndsWithReply(h.Key) && !h.Key.Equals("Content-Length", StringComparison.OrdinalIgnoreCase))
            .SelectMany(h => h.Value.Select(value => KeyValuePair.Create(h.Key, value)))
            .ToList();
        return new ActorReply((int)reply.StatusCode, headers, await reply.Content.ReadAsByteArrayAsync(cancellationToken));
    }

    /// <summary>Tells the application that an actor is idle. A failure changes nothing.</summary>
    /// <param name="actor">The actor.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task DeactivateAsync(ActorKey actor, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Delete, new Uri(Path(actor), UriKind.Relative));
            request.Content = new ByteArrayContent([]);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-protobuf");
            using var reply = await app.SendAsync(request, cancellationToken);
            if (!reply.IsSuccessStatusCode)
                LogNotDeactivated(logger, actor.Type, (int)reply.StatusCode);
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException)
        {
            LogNotDeactivated(logger, actor.Type, 0);
        }
    }

    private static string Path(ActorKey actor) => $"/actors/{GoPath.EscapeAll(actor.Type)}/{GoPath.EscapeAll(actor.Id)}";

    [LoggerMessage(Level = LogLevel.Warning, Message = "The application's /dapr/config cannot be read ({Error}): it hosts no actors")]
    private static partial void LogNoConfig(ILogger logger, string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Deactivation of an actor of type {Type} was answered {Status}")]
    private static partial void LogNotDeactivated(ILogger logger, string type, int status);
}
