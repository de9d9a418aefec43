using Grpc.Core;
using LocalDapr.Sidecars;

namespace LocalDapr.Actors;

/// <summary>Errors of the actor API, each in its HTTP and its gRPC form.</summary>
internal static class ActorErrors
{
    /// <summary>The type is hosted nowhere.</summary>
    /// <param name="actor">The actor.</param>
    /// <returns>The error.</returns>
    public static ActorError NoAddress(ActorKey actor)
    {
        var message = $"failed to lookup actor: api error: code = FailedPrecondition desc = did not find address for actor '{actor.Type}/{actor.Id}'";
        return new ActorError(500, "ERR_ACTOR_INVOKE_METHOD", "error invoke actor method: " + message, StatusCode.FailedPrecondition, message);
    }

    /// <summary>A call failed.</summary>
    /// <param name="message">Why.</param>
    /// <returns>The error.</returns>
    public static ActorError InvokeFailed(string message) => Create(500, "ERR_ACTOR_INVOKE_METHOD", "error invoke actor method: " + message, StatusCode.Internal);

    /// <summary>The reply of a call was no success.</summary>
    /// <param name="actor">The actor.</param>
    /// <param name="method">Method.</param>
    /// <param name="reply">The reply.</param>
    /// <returns>The error.</returns>
    public static ActorError BadReply(ActorKey actor, string method, ActorReply reply) => InvokeFailed(reply.Status == 404
        ? $"actor method not found: actors/{actor.Type}/{actor.Id}/method/{method}"
        : $"error from actor service: ({reply.Status}) {System.Text.Encoding.UTF8.GetString(reply.Body)}");

    /// <summary>A request with a name that no path can carry, or a body that cannot be read.</summary>
    /// <param name="problem">What is wrong.</param>
    /// <returns>The error.</returns>
    public static ActorError BadRequest(string problem) => Create(400, "ERR_BAD_REQUEST", "invalid request: " + problem, StatusCode.InvalidArgument);

    /// <summary>A type of the workflow engine's own.</summary>
    /// <param name="type">The type.</param>
    /// <returns>The error.</returns>
    public static ActorError Reserved(string type) =>
        Create(403, "ERR_ACTOR_TYPE_RESERVED", $"actor type \"{type}\" is reserved for the Dapr workflow runtime; direct actor API access is not permitted", StatusCode.PermissionDenied);

    /// <summary>A body that is not what the route takes.</summary>
    /// <param name="message">What is wrong.</param>
    /// <returns>The error.</returns>
    public static ActorError Malformed(string message) =>
        Create(400, "ERR_MALFORMED_REQUEST", "failed deserializing HTTP body: " + message, StatusCode.InvalidArgument);

    /// <summary>State of an actor that is not active here.</summary>
    public static ActorError InstanceMissing => Create(400, "ERR_ACTOR_INSTANCE_MISSING", "actor instance is missing", StatusCode.Internal);

    /// <summary>A failed read of state.</summary>
    /// <param name="message">Why.</param>
    /// <returns>The error.</returns>
    public static ActorError StateGet(string message) => Create(500, "ERR_ACTOR_STATE_GET", "error getting actor state: " + message, StatusCode.Internal);

    /// <summary>A failed write of state.</summary>
    /// <param name="message">Why.</param>
    /// <returns>The error.</returns>
    public static ActorError StateSave(string message) =>
        Create(500, "ERR_ACTOR_STATE_TRANSACTION_SAVE", "error saving actor transaction state: " + message, StatusCode.Internal);

    /// <summary>A timer that cannot be.</summary>
    /// <param name="message">Why.</param>
    /// <returns>The error.</returns>
    public static ActorError TimerCreate(string message) => Create(500, "ERR_ACTOR_TIMER_CREATE", "error creating actor timer: " + message, StatusCode.Internal);

    /// <summary>A reminder that cannot be.</summary>
    /// <param name="message">Why.</param>
    /// <returns>The error.</returns>
    public static ActorError ReminderCreate(string message) =>
        Create(500, "ERR_ACTOR_REMINDER_CREATE", "error creating actor reminder: " + message, StatusCode.Internal);

    /// <summary>A reminder of a type that is not hosted here.</summary>
    public static ActorError ReminderNotHosted =>
        Create(403, "ERR_ACTOR_REMINDER_NON_HOSTED", "operations on actor reminders are only possible on hosted actor types", StatusCode.PermissionDenied);

    /// <summary>There is such a reminder, and it may not be replaced.</summary>
    /// <param name="name">Name.</param>
    /// <returns>The error.</returns>
    public static ActorError ReminderExists(string name) =>
        Create(409, "ERR_ACTOR_REMINDER_ALREADY_EXISTS", "actor reminder already exists: " + name, StatusCode.AlreadyExists);

    /// <summary>There is no such reminder.</summary>
    /// <param name="name">Name.</param>
    /// <returns>The error.</returns>
    public static ActorError ReminderNotFound(string name) =>
        Create(404, "ERR_ACTOR_REMINDER_NOT_FOUND", "actor reminder not found: " + name, StatusCode.NotFound);

    private static ActorError Create(int status, string code, string message, StatusCode grpc) => new(status, code, message, grpc, message);
}

/// <summary>An error of the actor API.</summary>
internal sealed record ActorError(int Status, string Code, string Message, StatusCode GrpcStatus, string GrpcMessage)
{
    /// <summary>The HTTP form.</summary>
    public ApiError Http => new(Status, Code, Message);

    /// <summary>The gRPC form.</summary>
    public RpcException Grpc => new(new Status(GrpcStatus, GrpcMessage));
}
