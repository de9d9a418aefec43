using LocalDapr.Faults;
using LocalDapr.Resiliency;
using LocalDapr.Sidecars;

namespace LocalDapr.Actors;

/// <summary>Calls actors wherever on the host they live, under the caller's policies.</summary>
internal sealed class ActorInvoker(SidecarContext context, ActorPlacement placement)
{
    private static readonly string[] Reserved = ["dapr-api-call", "dapr-caller-app-id", "dapr-caller-namespace", "x-dapr-remote"];

    /// <summary>Calls a method.</summary>
    /// <param name="actor">The actor.</param>
    /// <param name="method">Method.</param>
    /// <param name="query">Query with question mark, or empty.</param>
    /// <param name="headers">Headers of the caller for the application.</param>
    /// <param name="body">Body.</param>
    /// <param name="trace">Trace of the caller.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The reply, or the error.</returns>
    public async Task<(ActorReply? Reply, ActorError? Error)> CallAsync(
        ActorKey actor,
        string method,
        string query,
        IEnumerable<KeyValuePair<string, string>> headers,
        byte[] body,
        TraceContext trace,
        CancellationToken cancellationToken)
    {
        if (Problem(actor, method) is { } problem)
            return (null, ActorErrors.BadRequest(problem));
        if (await placement.FindAsync(actor, cancellationToken) is not { } host)
            return (null, ActorErrors.NoAddress(actor));
        var all = headers.Where(h => !Reserved.Contains(h.Key, StringComparer.OrdinalIgnoreCase)).ToList();
        var turnId = all.Find(h => h.Key.Equals(ActorCall.TurnHeader, StringComparison.OrdinalIgnoreCase)).Value;
        all.Add(KeyValuePair.Create("dapr-api-call", "true"));
        all.Add(KeyValuePair.Create("dapr-caller-app-id", host.AppId));
        all.Add(KeyValuePair.Create("dapr-caller-namespace", State.KeyPrefix.Namespace));
        if (host.AppId != context.AppId)
            all.Add(KeyValuePair.Create("X-Dapr-Remote", "true"));
        all.Add(KeyValuePair.Create("traceparent", trace.Child()));
        if (context.IsWatched)
            context.Report(SidecarEventKind.Invoked, $"{actor.Type}/{actor.Id}", method, body);
        var call = new ActorCall("method/" + Jobs.GoPath.EscapeAll(method), query, all, body, turnId);
        try
        {
            var reply = await context.Resiliency.Actor(actor.Type, actor.Id).RunAsync(
                token => host.CallAsync(actor, call, token),
                static reply => reply.IsSuccess ? Verdict.Ok : Verdict.Failed,
                cancellationToken);
            return reply.IsSuccess ? (reply, null) : (null, ActorErrors.BadReply(actor, method, reply));
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, ActorErrors.InvokeFailed(error.Message));
        }
    }

    private static string? Problem(ActorKey actor, string method) =>
        ApiNames.ProblemOfName(actor.Type) is { } type ? "invalid actorType: " + type
        : ApiNames.ProblemOfName(actor.Id) is { } id ? "invalid actorId: " + id
        : ApiNames.ProblemOfMethod(method);
}
