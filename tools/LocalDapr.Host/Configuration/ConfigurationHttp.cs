using System.Net.Http.Headers;
using System.Net;
using System.Text.Json;
using Dapr.Client.Autogen.Grpc.v1;
using Google.Protobuf.WellKnownTypes;
using Google.Protobuf;
using LocalDapr.Resiliency;
using LocalDapr.Sidecars;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LocalDapr.Configuration;

/// <summary>The configuration API over HTTP; a change of a subscribed item is posted to the application.</summary>
internal sealed partial class ConfigurationHttp(ConfigurationApi configuration, SidecarContext context)
{
    private const string MetadataPrefix = "metadata.";
    private static readonly ApiError NoApp = new(500, "ERR_APP_CHANNEL_NIL", "app channel is not initialized. cannot subscribe to configuration updates");
    private readonly ILogger _log = context.Loggers.CreateLogger("LocalDapr.Configuration");

    /// <summary>Maps the routes.</summary>
    /// <param name="api">Where to map.</param>
    public void Map(SidecarApi api)
    {
        foreach (var version in new[] { "v1.0", "v1.0-alpha1" })
        {
            api.Http("GET", version + "/configuration/{store}", (http, values) => AnswerAsync(http, () => GetAsync(http, values["store"])));
            api.Http("GET", version + "/configuration/{store}/subscribe", (http, values) => AnswerAsync(http, () => SubscribeAsync(http, values["store"])));
            api.Http("GET", version + "/configuration/{store}/{id}/unsubscribe", (http, values) => AnswerAsync(http, () => UnsubscribeAsync(http, values["store"], values["id"])));
        }
    }

    private static async Task AnswerAsync(HttpContext http, Func<Task> answer)
    {
        try
        {
            await answer();
        }
        catch (ConfigurationException e)
        {
            await e.Error.WriteAsync(http.Response);
        }
    }

    private static Task WriteAsync(HttpContext http, Action<Utf8JsonWriter> write)
    {
        http.Response.ContentType = "application/json";
        return http.Response.Body.WriteAsync(Json(write), http.RequestAborted).AsTask();
    }

    private static ReadOnlyMemory<byte> Json(Action<Utf8JsonWriter> write)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    // Empty fields are left out.
    private static void Write(Utf8JsonWriter json, string key, ConfigurationItem item)
    {
        json.WriteStartObject(key);
        if (item.Value.Length > 0)
            json.WriteString("value", item.Value);
        if (item.Version.Length > 0)
            json.WriteString("version", item.Version);
        if (item.Metadata.Count > 0)
        {
            json.WriteStartObject("metadata");
            foreach (var (name, value) in item.Metadata)
                json.WriteString(name, value);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static (List<string> Keys, Dictionary<string, string> Metadata) Read(HttpRequest request) => (
        [.. request.Query["key"].OfType<string>()],
        request.Query.Where(q => q.Key.StartsWith(MetadataPrefix, StringComparison.Ordinal)).ToDictionary(q => q.Key[MetadataPrefix.Length..], q => q.Value[0] ?? "", StringComparer.Ordinal));

    private async Task GetAsync(HttpContext http, string store)
    {
        var (keys, metadata) = Read(http.Request);
        var items = await configuration.GetAsync(store, keys, metadata, http.RequestAborted);
        if (items.Count == 0)
        {
            http.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        await WriteAsync(http, json =>
        {
            foreach (var (key, item) in items)
                Write(json, key, item);
        });
    }

    private async Task SubscribeAsync(HttpContext http, string store)
    {
        configuration.Need(store);
        if (!context.App.HasApp)
        {
            await NoApp.WriteAsync(http.Response);
            return;
        }

        var (keys, metadata) = Read(http.Request);
        var id = await configuration.SubscribeAsync(store, keys, metadata, (id, key, item) => DeliverAsync(store, id, key, item), http.RequestAborted);
        await WriteAsync(http, json => json.WriteString("id", id));
    }

    private async Task UnsubscribeAsync(HttpContext http, string store, string id)
    {
        if (await configuration.UnsubscribeAsync(store, id))
        {
            await WriteAsync(http, static json => json.WriteBoolean("ok", true));
            return;
        }

        http.Response.StatusCode = StatusCodes.Status500InternalServerError;
        await WriteAsync(http, json => json.WriteString("message", $"failed to unsubscribe to configuration request {id}: subscription with id {id} does not exist"));
    }

    private async Task DeliverAsync(string store, string id, string key, ConfigurationItem item)
    {
        var body = Json(json =>
        {
            json.WriteString("id", id);
            json.WriteStartObject("items");
            Write(json, key, item);
            json.WriteEndObject();
        });
        try
        {
            var status = await context.Resiliency.Inbound(store).RunAsync(
                async ct =>
                {
                    if (context.App.Grpc is { } app)
                        return await InvokeAsync(app, $"/configuration/{store}/{key}", body, ct);
                    using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"/configuration/{store}/{Uri.EscapeDataString(key)}", UriKind.Relative)) { Content = new ReadOnlyMemoryContent(body) };
                    request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
                    using var response = await context.App.SendAsync(request, ct);
                    return response.StatusCode;
                },
                static status => status == HttpStatusCode.OK ? Verdict.Ok : Verdict.Failed,
                CancellationToken.None);
            if (status != HttpStatusCode.OK)
                LogRefused(store, (int)status);
        }
        catch (Exception e)
        {
            LogNotDelivered(e, store);
        }
    }

    private static async Task<HttpStatusCode> InvokeAsync(GrpcApp app, string method, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var request = new InvokeRequest
        {
            Method = method,
            ContentType = "application/json",
            Data = new Any { Value = ByteString.CopyFrom(body.Span) },
            HttpExtension = new HTTPExtension { Verb = HTTPExtension.Types.Verb.Post },
        };
        await app.CallAsync<InvokeRequest, InvokeResponse>("OnInvoke", request, [], cancellationToken);
        return HttpStatusCode.OK;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Configuration store {Store}: the application answered a change with {Status}")]
    private partial void LogRefused(string store, int status);

    [LoggerMessage(Level = LogLevel.Error, Message = "Configuration store {Store}: a change did not reach the application")]
    private partial void LogNotDelivered(Exception e, string store);
}
