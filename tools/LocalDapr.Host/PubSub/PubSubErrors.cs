using System.Text.Json.Nodes;
using Grpc.Core;
using LocalDapr.Sidecars;

namespace LocalDapr.PubSub;

/// <summary>An error of the publish API, for both protocols.</summary>
/// <param name="error">Its HTTP form.</param>
/// <param name="grpcStatus">Its gRPC status.</param>
internal sealed class PubSubApiException(ApiError error, StatusCode grpcStatus) : Exception(error.Message)
{
    /// <summary>The HTTP form.</summary>
    public ApiError Error { get; } = error;

    /// <summary>The gRPC form.</summary>
    /// <returns>The exception to throw from a gRPC method.</returns>
    public RpcException ToRpc() => new(new Status(grpcStatus, Error.Message));
}

/// <summary>The errors of the publish API.</summary>
internal static class PubSubErrors
{
    public static PubSubApiException NotFound(string pubsub) => new(
        new ApiError(404, "ERR_PUBSUB_NOT_FOUND", $"pubsub {pubsub} is not found", ApiError.ErrorInfo("DAPR_PUBSUB_NOT_FOUND", [])),
        StatusCode.InvalidArgument);

    public static PubSubApiException NameEmpty() =>
        Build(404, StatusCode.InvalidArgument, "", "pubsub name is empty", "ERR_PUBSUB_EMPTY", "DAPR_PUBSUB_NAME_EMPTY", []);

    public static PubSubApiException TopicEmpty(string pubsub) =>
        Build(404, StatusCode.InvalidArgument, pubsub, $"topic is empty in pubsub {pubsub}", "ERR_TOPIC_NAME_EMPTY", "DAPR_PUBSUB_TOPIC_NAME_EMPTY", []);

    public static PubSubApiException Metadata(string pubsub, string error) =>
        Build(400, StatusCode.InvalidArgument, pubsub, $"failed deserializing metadata. Error: {error}", "ERR_PUBSUB_REQUEST_METADATA", "DAPR_PUBSUB_METADATA_DESERIALIZATION", []);

    public static PubSubApiException Forbidden(string pubsub, string topic, string appId)
    {
        var message = $"topic {topic} is not allowed for app id {appId}";
        return Build(403, StatusCode.PermissionDenied, pubsub, message, "ERR_PUBSUB_FORBIDDEN", "DAPR_PUBSUB_FORBIDDEN", [new("topic", topic), new("error", message)]);
    }

    public static PubSubApiException Publish(string pubsub, string topic, string error) =>
        Build(500, StatusCode.Internal, pubsub, $"error when publishing to topic {topic} in pubsub {pubsub}: {error}", "ERR_PUBSUB_PUBLISH_MESSAGE", "DAPR_PUBSUB_PUBLISH_MESSAGE", [new("topic", topic), new("error", error)]);

    public static PubSubApiException CloudEvent(string pubsub, string appId, string error) =>
        Build(500, StatusCode.InvalidArgument, pubsub, "cannot create cloudevent", "ERR_PUBSUB_CLOUD_EVENTS_SER", "DAPR_PUBSUB_CLOUD_EVENT_CREATION", [new("appID", appId), new("error", error)]);

    public static PubSubApiException Envelope(string pubsub, string topic, string appId, string error) =>
        Build(400, StatusCode.InvalidArgument, pubsub, $"error when marshalling cloud event envelope for topic {topic} pubsub {pubsub}: {error}", "ERR_PUBSUB_EVENTS_SER", "DAPR_PUBSUB_MARSHAL_ENVELOPE", [new("appID", appId), new("error", error)]);

    public static PubSubApiException EntryIds(string pubsub, string topic, string appId)
    {
        const string Error = "entryId is duplicated or not present for entry";
        return Build(400, StatusCode.InvalidArgument, pubsub, $"error marshaling events to bytes for topic {topic} pubsub {pubsub}. error: {Error}", "ERR_PUBSUB_EVENTS_SER", "DAPR_PUBSUB_MARSHAL_EVENTS", [new("appID", appId), new("error", Error)]);
    }

    public static PubSubApiException Unmarshal(string pubsub, string topic, string appId, string error) =>
        Build(400, StatusCode.InvalidArgument, pubsub, $"error when unmarshaling the request for topic {topic} pubsub {pubsub}: {error}", "ERR_PUBSUB_EVENTS_SER", "DAPR_PUBSUB_UNMARSHAL_EVENTS", [new("appID", appId)]);

    private static PubSubApiException Build(int http, StatusCode grpc, string pubsub, string message, string code, string reason, KeyValuePair<string, string>[] metadata)
    {
        var resource = new JsonObject
        {
            ["@type"] = "type.googleapis.com/google.rpc.ResourceInfo",
            ["description"] = message,
            ["owner"] = "",
            ["resource_name"] = pubsub,
            ["resource_type"] = "pubsub",
        };
        var info = ApiError.ErrorInfo(reason, metadata)[0]!.DeepClone();
        return new PubSubApiException(new ApiError(http, code, message, new JsonArray(resource, info)), grpc);
    }
}
