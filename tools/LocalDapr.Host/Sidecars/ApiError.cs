using System.Text.Json.Nodes;

namespace LocalDapr.Sidecars;

/// <summary>An error in Dapr's JSON form.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="ErrorCode">For example <c>ERR_STATE_STORE_NOT_FOUND</c>.</param>
/// <param name="Message">What went wrong.</param>
/// <param name="Details">The <c>details</c> array, or null.</param>
internal sealed record ApiError(int Status, string ErrorCode, string Message, JsonArray? Details = null)
{
    /// <summary>Details with one <c>google.rpc.ErrorInfo</c>.</summary>
    /// <param name="reason">For example <c>DAPR_STATE_NOT_FOUND</c>.</param>
    /// <param name="metadata">Its metadata.</param>
    /// <param name="more">Further details, for example a <c>google.rpc.ResourceInfo</c>.</param>
    /// <returns>The array.</returns>
    public static JsonArray ErrorInfo(string reason, IEnumerable<KeyValuePair<string, string>>? metadata = null, params JsonNode[] more)
    {
        var info = new JsonObject { ["@type"] = "type.googleapis.com/google.rpc.ErrorInfo", ["domain"] = "dapr.io" };
        if (metadata is not null)
            info["metadata"] = new JsonObject(metadata.Select(p => KeyValuePair.Create(p.Key, (JsonNode?)p.Value)));
        info["reason"] = reason;
        return new JsonArray([info, .. more]);
    }

    /// <summary>Writes the error as the answer.</summary>
    /// <param name="response">The response, not yet started.</param>
    public async Task WriteAsync(Microsoft.AspNetCore.Http.HttpResponse response)
    {
        var body = new JsonObject { ["errorCode"] = ErrorCode, ["message"] = Message };
        if (Details is not null)
            body["details"] = Details.DeepClone();
        response.StatusCode = Status;
        response.ContentType = "application/json";
        await response.Body.WriteAsync(System.Text.Encoding.UTF8.GetBytes(body.ToJsonString()));
    }
}
