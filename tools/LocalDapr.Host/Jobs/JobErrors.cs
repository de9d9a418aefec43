using System.Text.Json.Nodes;
using Grpc.Core;
using LocalDapr.Sidecars;
using LocalDapr.State;

namespace LocalDapr.Jobs;

/// <summary>Errors of the jobs API, each in its HTTP and its gRPC form.</summary>
internal static class JobErrors
{
    /// <summary>Code of a refused registration.</summary>
    public const string ScheduleFailed = "DAPR_SCHEDULER_SCHEDULE_JOB";

    /// <summary>A body that is no job.</summary>
    /// <param name="message">What is wrong.</param>
    /// <returns>The error.</returns>
    public static JobError Malformed(string message) =>
        new(400, "ERR_MALFORMED_REQUEST", $"failed deserializing HTTP body: {message}", StatusCode.InvalidArgument, null);

    /// <summary>A name in the body.</summary>
    /// <param name="appId">App id.</param>
    /// <returns>The error.</returns>
    public static JobError NameInBody(string appId) => Create(400, "DAPR_SCHEDULER_JOB_NAME", "Set the job name in the url only", StatusCode.InvalidArgument, appId, withNamespace: false);

    /// <summary>Something required is missing.</summary>
    /// <param name="what">For example <c>Name</c>.</param>
    /// <param name="appId">App id.</param>
    /// <returns>The error.</returns>
    public static JobError Missing(string what, string appId) =>
        Create(400, $"DAPR_SCHEDULER_{what.ToUpperInvariant()}_EMPTY", $"{what} is empty", StatusCode.InvalidArgument, appId);

    /// <summary>The scheduler does not take the job.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="appId">App id.</param>
    /// <returns>The error.</returns>
    public static JobError Refused(string reason, string appId) =>
        Create(500, ScheduleFailed, $"failed to schedule job due to: rpc error: code = Unknown desc = {reason}", StatusCode.Internal, appId);

    /// <summary>There is such a job, and it may not be replaced.</summary>
    /// <param name="name">Name.</param>
    /// <param name="appId">App id.</param>
    /// <returns>The error.</returns>
    public static JobError Exists(string name, string appId) =>
        Create(409, ScheduleFailed, $"failed to schedule job due to: rpc error: code = AlreadyExists desc = job already exists: '{Key(name, appId)}'", StatusCode.AlreadyExists, appId);

    /// <summary>There is no such job.</summary>
    /// <param name="name">Name.</param>
    /// <param name="appId">App id.</param>
    /// <returns>The error.</returns>
    public static JobError NotFound(string name, string appId) =>
        Create(500, "DAPR_SCHEDULER_GET_JOB", $"failed to get job due to: rpc error: code = NotFound desc = job not found: {name}", StatusCode.Internal, appId);

    /// <summary>Full name of a job.</summary>
    /// <param name="name">Name.</param>
    /// <param name="appId">App id.</param>
    /// <returns>For example <c>app||default||scheduler||tick</c>.</returns>
    public static string Key(string name, string appId) => $"app||{KeyPrefix.Namespace}||{appId}||{name}";

    private static JobError Create(int status, string code, string message, StatusCode grpc, string appId, bool withNamespace = true)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal) { ["appID"] = appId };
        if (withNamespace)
            metadata["namespace"] = KeyPrefix.Namespace;
        return new JobError(status, code, message, grpc, ApiError.ErrorInfo(code, metadata));
    }
}

/// <summary>An error of the jobs API.</summary>
internal sealed record JobError(int Status, string Code, string Message, StatusCode GrpcStatus, JsonArray? Details)
{
    /// <summary>The HTTP form.</summary>
    public ApiError Http => new(Status, Code, Message, Details);

    /// <summary>The gRPC form.</summary>
    public RpcException Grpc => new(new Status(GrpcStatus, Message));
}
