using Dapr.Client.Autogen.Grpc.v1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using LocalDapr.Sidecars;
using LocalDapr.State;

namespace LocalDapr.Actors;

/// <summary>The gRPC methods of actors.</summary>
internal sealed class ActorsGrpc(ActorsApi actors)
{
    /// <summary>Maps the methods.</summary>
    /// <param name="api">Where to map.</param>
    public void Map(SidecarApi api)
    {
        api.Unary<InvokeActorRequest, InvokeActorResponse>("InvokeActor", CallAsync);
        api.Unary<GetActorStateRequest, GetActorStateResponse>("GetActorState", GetStateAsync);
        api.Unary<ExecuteActorStateTransactionRequest, Empty>("ExecuteActorStateTransaction", SaveStateAsync);
        api.Unary<RegisterActorTimerRequest, Empty>("RegisterActorTimer", async (request, _) => Answer(await actors.RegisterTimerAsync(
            new ActorKey(request.ActorType, request.ActorId),
            request.Name,
            new ActorTiming(request.DueTime, request.Period, request.Ttl, request.Callback, ActorTiming.DataOf(request.Data.Span), true, null))));
        api.Unary<UnregisterActorTimerRequest, Empty>("UnregisterActorTimer", async (request, _) =>
        {
            await actors.Timers.DeleteAsync(new ActorKey(request.ActorType, request.ActorId), request.Name);
            return new Empty();
        });
        api.Unary<RegisterActorReminderRequest, Empty>("RegisterActorReminder", async (request, _) => Answer(request.Name.Length == 0 ? ActorErrors.BadRequest("reminder name cannot be empty") : await actors.RegisterReminderAsync(
            new ActorKey(request.ActorType, request.ActorId),
            request.Name,
            new ActorTiming(
                request.DueTime,
                request.Period,
                request.Ttl,
                "",
                ActorTiming.DataOf(request.Data.Span),
                !request.HasOverwrite || request.Overwrite,
                ActorRetry.Of(request.FailurePolicy)))));
        api.Unary<UnregisterActorReminderRequest, Empty>("UnregisterActorReminder", async (request, _) =>
            Answer(await actors.DeleteReminderAsync(new ActorKey(request.ActorType, request.ActorId), request.Name)));
        api.Unary<GetActorReminderRequest, GetActorReminderResponse>("GetActorReminder", GetReminderAsync);
        api.Unary<ListActorRemindersRequest, ListActorRemindersResponse>("ListActorReminders", ListRemindersAsync);
        api.Unary<UnregisterActorRemindersByTypeRequest, UnregisterActorRemindersByTypeResponse>("UnregisterActorRemindersByType", async (request, _) =>
            await actors.DeleteAllRemindersAsync(request.ActorType, request.HasActorId ? request.ActorId : null) is { } error ? throw error.Grpc : new UnregisterActorRemindersByTypeResponse());
    }

    private async Task<InvokeActorResponse> CallAsync(InvokeActorRequest request, ServerCallContext call)
    {
        var headers = request.Metadata.Where(m => m.Key.Equals(ActorCall.TurnHeader, StringComparison.OrdinalIgnoreCase));
        var (reply, error) = await actors.Invoker.CallAsync(
            new ActorKey(request.ActorType, request.ActorId), request.Method, "", headers, request.Data.ToByteArray(), TraceContext.Of(call), call.CancellationToken);
        return error is null ? new InvokeActorResponse { Data = UnsafeByteOperations.UnsafeWrap(reply!.Body) } : throw error.Grpc;
    }

    private async Task<GetActorStateResponse> GetStateAsync(GetActorStateRequest request, ServerCallContext call)
    {
        var (value, error) = await actors.State.GetAsync(new ActorKey(request.ActorType, request.ActorId), request.Key, call.CancellationToken);
        if (error is not null)
            throw error.Grpc;
        var reply = new GetActorStateResponse();
        if (value?.Data is { } data)
            reply.Data = UnsafeByteOperations.UnsafeWrap(data);
        if (value?.ExpiresAt is { } expires)
            reply.Metadata.Add(StateTime.ExpiryName, StateTime.Text(expires));
        return reply;
    }

    private async Task<Empty> SaveStateAsync(ExecuteActorStateTransactionRequest request, ServerCallContext call)
    {
        var changes = request.Operations.Select(operation => new ActorStateChange(
            operation.OperationType,
            operation.Key,
            operation.Value?.Value.ToByteArray() ?? [],
            operation.Metadata.TryGetValue("ttlInSeconds", out var ttl) ? ttl : null)).ToList();
        return Answer(await actors.SaveStateAsync(new ActorKey(request.ActorType, request.ActorId), changes, call.CancellationToken));
    }

    private async Task<GetActorReminderResponse> GetReminderAsync(GetActorReminderRequest request, ServerCallContext call)
    {
        var (reminder, error) = await actors.GetReminderAsync(new ActorKey(request.ActorType, request.ActorId), request.Name);
        if (error is not null)
            throw error.Grpc;
        var reply = new GetActorReminderResponse { ActorType = reminder!.Type, ActorId = reminder.Id };
        if (reminder.Data is { } data)
            reply.Data = Any.Pack(new BytesValue { Value = UnsafeByteOperations.UnsafeWrap(data) });
        if (reminder.DueTime.Length > 0)
            reply.DueTime = reminder.DueTime;
        if (reminder.Period.Length > 0)
            reply.Period = reminder.Period;
        return reply;
    }

    private async Task<ListActorRemindersResponse> ListRemindersAsync(ListActorRemindersRequest request, ServerCallContext call)
    {
        var (reminders, error) = await actors.AllRemindersAsync(request.ActorType, request.HasActorId ? request.ActorId : null);
        if (error is not null)
            throw error.Grpc;
        var reply = new ListActorRemindersResponse();
        foreach (var tick in reminders)
        {
            var reminder = new ActorReminder { ActorType = tick.Type, ActorId = tick.Id };
            if (tick.Data is { } data)
                reminder.Data = Any.Pack(new BytesValue { Value = UnsafeByteOperations.UnsafeWrap(data) });
            if (tick.DueTime.Length > 0)
                reminder.DueTime = tick.DueTime;
            if (tick.Period.Length > 0)
                reminder.Period = tick.Period;
            reply.Reminders.Add(new NamedActorReminder { Name = tick.Name, Reminder = reminder });
        }

        return reply;
    }

    private static Empty Answer(ActorError? error) => error is null ? new Empty() : throw error.Grpc;
}
