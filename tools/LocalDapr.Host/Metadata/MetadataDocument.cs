using System.Text.Json;
using LocalDapr.Resources;
using LocalDapr.Sidecars;

namespace LocalDapr.Metadata;

/// <summary>The metadata as JSON.</summary>
internal static class MetadataDocument
{
    /// <summary>Version of the recorded runtime that this sidecar follows.</summary>
    public const string RuntimeVersion = "1.18.3";

    /// <summary>Writes the document.</summary>
    /// <param name="context">The sidecar.</param>
    /// <returns>JSON in UTF-8.</returns>
    public static byte[] Create(SidecarContext context)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("id", context.AppId);
            json.WriteString("runtimeVersion", RuntimeVersion);
            WriteActors(json, context);
            WriteComponents(json, context);
            WriteExtended(json, context);
            WriteSubscriptions(json, context);
            if (context.Resources.Endpoints.Count > 0)
            {
                json.WriteStartArray("httpEndpoints");
                foreach (var name in context.Resources.Endpoints.Keys.Order(StringComparer.Ordinal))
                {
                    json.WriteStartObject();
                    json.WriteString("name", name);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            }

            WriteApp(json, context);
            json.WriteStartObject("workflows");
            if (context.Metadata.WorkflowWorkers() is > 0 and var workers)
                json.WriteNumber("connectedWorkers", workers);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static void WriteActors(Utf8JsonWriter json, SidecarContext context)
    {
        var actors = context.Metadata.Actors();
        if (actors.Count > 0)
            WriteActiveActors(json, "actors", actors);
        json.WriteStartObject("actorRuntime");
        json.WriteString("runtimeStatus", context.App.HasApp ? "RUNNING" : "DISABLED");
        if (actors.Count > 0)
            WriteActiveActors(json, "activeActors", actors);
        json.WriteBoolean("hostReady", actors.Count > 0);
        json.WriteString("placement", actors.Count > 0 ? "placement: connected" : "");
        json.WriteEndObject();
    }

    private static void WriteActiveActors(Utf8JsonWriter json, string name, IReadOnlyList<KeyValuePair<string, int>> actors)
    {
        json.WriteStartArray(name);
        foreach (var (type, count) in actors)
        {
            json.WriteStartObject();
            json.WriteString("type", type);
            if (count > 0)
                json.WriteNumber("count", count);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteComponents(Utf8JsonWriter json, SidecarContext context)
    {
        if (context.Resources.Components.Count == 0)
            return;
        json.WriteStartArray("components");
        foreach (var component in context.Resources.OfKind(""))
        {
            json.WriteStartObject();
            json.WriteString("name", component.Name);
            json.WriteString("type", component.Type);
            json.WriteString("version", component.Version);
            var capabilities = context.Metadata.Capabilities(component);
            if (capabilities.Count > 0)
            {
                json.WriteStartArray("capabilities");
                foreach (var capability in capabilities)
                    json.WriteStringValue(capability);
                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteExtended(Utf8JsonWriter json, SidecarContext context)
    {
        json.WriteStartObject("extended");
        json.WriteString("daprRuntimeVersion", RuntimeVersion);
        foreach (var (key, value) in context.Metadata.Extended)
        {
            if (key != "daprRuntimeVersion")
                json.WriteString(key, value);
        }

        json.WriteEndObject();
    }

    private static void WriteSubscriptions(Utf8JsonWriter json, SidecarContext context)
    {
        var subscriptions = context.Metadata.Subscriptions();
        if (subscriptions.Count == 0)
            return;
        json.WriteStartArray("subscriptions");
        foreach (var subscription in subscriptions)
        {
            json.WriteStartObject();
            json.WriteString("pubsubname", subscription.PubSubName);
            json.WriteString("topic", subscription.Topic);
            if (subscription.Metadata.Count > 0)
            {
                json.WriteStartObject("metadata");
                foreach (var (key, value) in subscription.Metadata)
                    json.WriteString(key, value);
                json.WriteEndObject();
            }

            if (subscription.Rules.Count > 0)
                WriteRules(json, subscription.Rules);
            json.WriteString("deadLetterTopic", subscription.DeadLetterTopic);
            json.WriteString("type", subscription.Type);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteRules(Utf8JsonWriter json, IReadOnlyList<RouteRule> rules)
    {
        json.WriteStartArray("rules");
        foreach (var rule in rules)
        {
            json.WriteStartObject();
            if (rule.Match.Length > 0)
                json.WriteString("match", rule.Match);
            json.WriteString("path", rule.Path);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteApp(Utf8JsonWriter json, SidecarContext context)
    {
        if (!context.App.HasApp)
            return;
        json.WriteStartObject("appConnectionProperties");
        json.WriteNumber("port", context.App.Port);
        json.WriteString("protocol", context.App.Grpc is null ? "http" : "grpc");
        json.WriteString("channelAddress", "127.0.0.1");
        json.WriteEndObject();
    }
}
