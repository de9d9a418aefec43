using System.Text.Json.Nodes;
using Dapr.Conformance.Playing;

namespace Dapr.Conformance.Support;

/// <summary>A building block on a component, reached by an API.</summary>
/// <param name="Block">For example <c>state</c>.</param>
/// <param name="Component">Component type, or what stands for it.</param>
/// <param name="IsGrpc">By gRPC; else by HTTP.</param>
internal sealed record UsedApi(string Block, string Component, bool IsGrpc);

/// <summary>Reads out of a recording which APIs it shows.</summary>
internal sealed class UsedApis(Func<string, ProfileComponents> profiles)
{
    private static readonly Dictionary<string, (string Block, string? Field)> Methods = new(StringComparer.Ordinal)
    {
        ["GetState"] = ("state", "store_name"),
        ["GetBulkState"] = ("state", "store_name"),
        ["SaveState"] = ("state", "store_name"),
        ["DeleteState"] = ("state", "store_name"),
        ["DeleteBulkState"] = ("state", "store_name"),
        ["ExecuteStateTransaction"] = ("state", "storeName"),
        ["PublishEvent"] = ("pub/sub", "pubsub_name"),
        ["BulkPublishEventAlpha1"] = ("pub/sub", "pubsub_name"),
        ["InvokeBinding"] = ("output bindings", "name"),
        ["GetSecret"] = ("secrets", "store_name"),
        ["GetBulkSecret"] = ("secrets", "store_name"),
        ["InvokeService"] = ("service invocation", "id"),
        ["GetMetadata"] = ("metadata and health", null),
        ["SetMetadata"] = ("metadata and health", null),
    };

    /// <summary>The APIs, each once.</summary>
    public IReadOnlySet<UsedApi> Of(ConformanceCase recording)
    {
        var found = new HashSet<UsedApi>();
        var components = profiles(recording.Profile);
        foreach (var step in recording.Steps.SelectMany(s => s!["parallel"] is JsonArray calls ? calls.AsEnumerable() : new List<JsonNode?> { s }))
        {
            var api = step!["http"] is { } http ? Http(http.ToString(), components) : step["grpc"] is { } grpc ? Grpc(grpc.ToString(), step["request"], components) : Stream(step, components);
            if (api is not null)
                found.Add(api);
        }

        // Deliveries and policies are what these recordings are about, whichever call sets them off.
        if (recording.Area == "resiliency")
            found.Add(new UsedApi("resiliency", "policies", IsGrpc: false));
        return found;
    }

    private static UsedApi? Http(string line, ProfileComponents components)
    {
        var path = line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..].Split('?')[0].Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (path.Length < 2 || !path[0].StartsWith("v1.0", StringComparison.Ordinal))
            return null;
        var name = path.Length > 2 ? path[2] : string.Empty;
        return path[1] switch
        {
            "state" => On("state", name, components, false),
            "publish" => On("pub/sub", name == "bulk" && path.Length > 3 ? path[3] : name, components, false),
            "bindings" => On("output bindings", name, components, false),
            "secrets" => On("secrets", name, components, false),
            "invoke" => new UsedApi("service invocation", components.IsEndpoint(name) || name.StartsWith("http", StringComparison.Ordinal) ? "HTTPEndpoint" : "app", false),
            "jobs" => new UsedApi("jobs", "scheduler of LocalDapr", false),
            "actors" => new UsedApi("actors", "placement of LocalDapr", false),
            "metadata" or "healthz" => new UsedApi("metadata and health", "sidecar", false),
            _ => null,
        };
    }

    private static UsedApi? Grpc(string method, JsonNode? request, ProfileComponents components)
    {
        if (method.Contains("Job", StringComparison.Ordinal))
            return new UsedApi("jobs", "scheduler of LocalDapr", true);
        if (method.Contains("Actor", StringComparison.Ordinal))
            return new UsedApi("actors", "placement of LocalDapr", true);
        if (!Methods.TryGetValue(method, out var known))
            return null;
        return known.Block switch
        {
            "service invocation" => new UsedApi(known.Block, "app", true),
            "metadata and health" => new UsedApi(known.Block, "sidecar", true),
            _ => On(known.Block, request?[known.Field!]?.ToString() ?? string.Empty, components, true),
        };
    }

    private static UsedApi? Stream(JsonNode step, ProfileComponents components) =>
        step["open"]?["pubsub_name"] is { } name ? On("streaming subscription", name.ToString(), components, true) : null;

    // A name that the profile does not have shows an error, not a component.
    private static UsedApi? On(string block, string name, ProfileComponents components, bool isGrpc) =>
        components.TypeOf(name) is { } type ? new UsedApi(block, type, isGrpc) : null;
}
