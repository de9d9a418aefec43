using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Dapr.Conformance.Apps;

/// <summary>Scripted answers: <c>status</c>, <c>headers</c>, <c>body</c> (JSON), <c>text</c>, <c>size</c>, <c>hangUp</c>, <c>echo</c>, <c>bulk</c>.</summary>
internal static class PlayedReply
{
    /// <summary>Turns the answers that depend on the request into plain ones.</summary>
    public static JsonObject Resolve(JsonObject? reply, PlayedRequest request)
    {
        if (reply?["bulk"] is JsonObject bulk)
            return new JsonObject { ["body"] = new JsonObject { ["statuses"] = BulkStatuses(bulk, request.Body) } };
        if (reply?["echo"] is not null)
            return new JsonObject { ["body"] = Echo(request) };
        return reply ?? [];
    }

    public static async Task SendAsync(HttpContext context, JsonObject reply)
    {
        if (reply["hangUp"] is not null)
        {
            context.Abort();
            return;
        }

        var body = reply["body"];
        var text = reply["size"] is { } size ? new string('x', size.GetValue<int>()) : reply["text"]?.GetValue<string>() ?? body?.ToJsonString() ?? string.Empty;
        context.Response.StatusCode = reply["status"]?.GetValue<int>() ?? 200;
        foreach (var (name, value) in reply["headers"]?.AsObject() ?? [])
            context.Response.Headers[name] = value is JsonArray lines ? new StringValues([.. lines.Select(l => l!.ToString())]) : value!.ToString();
        if (body is not null && context.Response.ContentType is null)
            context.Response.ContentType = "application/json";
        var bytes = Encoding.UTF8.GetBytes(text);
        // The applications of the recordings answered in chunks, without a length.
        await context.Response.StartAsync();
        if (bytes.Length > 0)
            await context.Response.Body.WriteAsync(bytes);
    }

    private static JsonObject Echo(PlayedRequest request)
    {
        var echo = new JsonObject { ["method"] = request.Method, ["url"] = request.Url };
        if (request.Text.Length > 0)
            echo["body"] = request.Body?.DeepClone();
        return echo;
    }

    /// <summary>Answers a bulk delivery entry by entry, by <c>event.data[field]</c>; <c>omit</c> leaves the entry out.</summary>
    private static JsonArray BulkStatuses(JsonObject bulk, JsonNode? body)
    {
        var statuses = new JsonArray();
        foreach (var entry in body?["entries"]?.AsArray() ?? [])
        {
            var value = (entry!["event"] as JsonObject)?["data"] is JsonObject data ? data[bulk["field"]!.ToString()]?.ToString() : null;
            var status = (value is null ? null : bulk["statuses"]?[value]?.ToString()) ?? bulk["else"]?.ToString() ?? "SUCCESS";
            if (status != "omit")
                statuses.Add(new JsonObject { ["entryId"] = entry["entryId"]?.DeepClone(), ["status"] = status });
        }

        return statuses;
    }
}
