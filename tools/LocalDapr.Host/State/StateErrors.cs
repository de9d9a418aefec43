using System.Text.Json.Nodes;
using Grpc.Core;
using LocalDapr.Sidecars;

namespace LocalDapr.State;

/// <summary>Errors of the state API, each in its HTTP and its gRPC form.</summary>
internal static class StateErrors
{
    private const string TypePrefix = "type.googleapis.com/google.rpc.";

    /// <summary>No such store; or none at all.</summary>
    /// <param name="name">Component name.</param>
    /// <param name="appId">App id shown in the details; null as the query route shows none.</param>
    /// <param name="anyConfigured">Whether the sidecar has any store.</param>
    /// <returns>The error.</returns>
    public static StateError StoreNotFound(string name, string? appId, bool anyConfigured) => anyConfigured
        ? new StateError(400, "ERR_STATE_STORE_NOT_FOUND", $"state store {name} is not found", StatusCode.InvalidArgument, Info("DAPR_STATE_NOT_FOUND", appId))
        : new StateError(500, "ERR_STATE_STORE_NOT_CONFIGURED", $"state store {name} is not configured", StatusCode.FailedPrecondition, Info("DAPR_STATE_NOT_CONFIGURED", appId));

    /// <summary>The body is not what the route takes.</summary>
    /// <param name="message">Text for people.</param>
    /// <returns>The error.</returns>
    public static StateError Malformed(string message) => new(400, "ERR_MALFORMED_REQUEST", message, StatusCode.InvalidArgument);

    /// <summary>A key with <c>||</c>.</summary>
    /// <param name="key">The key.</param>
    /// <param name="store">Component name.</param>
    /// <returns>The error.</returns>
    public static StateError IllegalKey(string key, string store)
    {
        var plain = $"input key/keyPrefix '{key}' can't contain '{KeyPrefix.Separator}'";
        var message = $"api error: code = InvalidArgument desc = {plain}";
        var violation = new JsonObject
        {
            ["@type"] = TypePrefix + "BadRequest",
            ["field_violations"] = new JsonArray(new JsonObject { ["field"] = key, ["description"] = message }),
        };
        var resource = new JsonObject
        {
            ["@type"] = TypePrefix + "ResourceInfo",
            ["description"] = "",
            ["owner"] = "",
            ["resource_name"] = store,
            ["resource_type"] = "state",
        };
        var info = new JsonObject { ["@type"] = TypePrefix + "ErrorInfo", ["domain"] = "dapr.io", ["metadata"] = null, ["reason"] = "DAPR_STATE_ILLEGAL_KEY" };
        return new StateError(400, "ERR_MALFORMED_REQUEST", message, StatusCode.InvalidArgument, new JsonArray(violation, resource, info), plain);
    }

    /// <summary>A transaction with an operation that is neither upsert nor delete.</summary>
    /// <param name="operation">What it asked for.</param>
    /// <returns>The error.</returns>
    public static StateError UnknownOperation(string operation) =>
        new(400, "ERR_NOT_SUPPORTED_STATE_OPERATION", $"operation type {operation} not supported", StatusCode.Unimplemented);

    /// <summary>The query API, which no store here has.</summary>
    /// <param name="store">Component name.</param>
    /// <returns>The error.</returns>
    public static StateError QueryUnsupported(string store) =>
        new(500, "ERR_STATE_STORE_NOT_SUPPORTED", $"state store {store} does not support querying", StatusCode.Internal, Info("DAPR_STATE_QUERYING_NOT_SUPPORTED", null));

    /// <summary>A refused save or delete.</summary>
    /// <param name="code">Error code of the route.</param>
    /// <param name="text">What failed.</param>
    /// <param name="failure">Why.</param>
    /// <returns>The error.</returns>
    public static StateError Refused(string code, string text, StateFailure failure)
    {
        var (status, grpc) = failure.Reason switch
        {
            StateFailureReason.EtagMismatch => (409, StatusCode.Aborted),
            StateFailureReason.EtagInvalid => (400, StatusCode.InvalidArgument),
            _ => (500, StatusCode.Internal),
        };
        return new StateError(status, code, $"{text}: {failure.Message}", grpc);
    }

    /// <summary>A refused transaction: never told apart by its reason.</summary>
    /// <param name="failure">Why.</param>
    /// <returns>The error.</returns>
    public static StateError TransactionRefused(StateFailure failure) =>
        new(500, "ERR_STATE_TRANSACTION", $"error while executing state transaction: {failure.Message}", StatusCode.Internal);

    /// <summary>A failed read.</summary>
    /// <param name="key">Key.</param>
    /// <param name="store">Component name.</param>
    /// <param name="message">Why.</param>
    /// <returns>The error.</returns>
    public static StateError ReadFailed(string key, string store, string message) =>
        new(500, "ERR_STATE_GET", $"fail to get {key} from state store {store}: {message}", StatusCode.Internal);

    private static JsonArray Info(string reason, string? appId)
    {
        var metadata = appId is null ? null : new JsonObject { ["appID"] = appId };
        return new JsonArray(new JsonObject { ["@type"] = TypePrefix + "ErrorInfo", ["domain"] = "dapr.io", ["metadata"] = metadata, ["reason"] = reason });
    }
}

/// <summary>An error of the state API.</summary>
internal sealed record StateError(int Status, string Code, string Message, StatusCode GrpcStatus, JsonArray? Details = null, string? GrpcMessage = null)
{
    /// <summary>The HTTP form.</summary>
    public ApiError Http => new(Status, Code, Message, Details);

    /// <summary>The gRPC form.</summary>
    public RpcException Grpc => new(new Status(GrpcStatus, GrpcMessage ?? Message));
}
