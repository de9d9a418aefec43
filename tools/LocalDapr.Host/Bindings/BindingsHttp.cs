using System.Text.Json;
using LocalDapr.Sidecars;
using LocalDapr.State;
using Microsoft.AspNetCore.Http;

namespace LocalDapr.Bindings;

/// <summary>The bindings API over HTTP.</summary>
internal sealed class BindingsHttp(OutputBindings bindings, SidecarContext sidecar)
{
    /// <summary>Maps the route.</summary>
    /// <param name="api">Where to map.</param>
    public void Map(SidecarApi api) => api.Http("POST,PUT", "v1.0/bindings/{name}", InvokeAsync);

    private async Task InvokeAsync(HttpContext context, IReadOnlyDictionary<string, string> values)
    {
        BindingRequest request;
        try
        {
            request = BindingBody.Read(await RequestBody.ReadAsync(context, sidecar.MaxBodyBytes));
        }
        catch (Exception e) when (e is JsonException or BodyTooLargeException)
        {
            await new ApiError(400, "ERR_MALFORMED_REQUEST", $"failed deserializing HTTP body: {e.Message}").WriteAsync(context.Response);
            return;
        }

        var outcome = await bindings.InvokeAsync(values["name"], request, TraceContext.Of(context), context.RequestAborted);
        foreach (var (name, value) in outcome.Metadata)
            context.Response.Headers[$"metadata.{name}"] = value;
        if (outcome.Error is { } error)
        {
            await new ApiError(500, "ERR_INVOKE_OUTPUT_BINDING", error).WriteAsync(context.Response);
            return;
        }

        if (outcome.Data is not { } data)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        context.Response.ContentType = "application/json";
        context.Response.ContentLength = data.Length;
        await context.Response.Body.WriteAsync(data, context.RequestAborted);
    }
}

/// <summary>Body of the bindings API.</summary>
internal static class BindingBody
{
    /// <summary>Reads it as Dapr does: keys in any case, unknown ones passed over, data written anew as JSON.</summary>
    /// <param name="body">The body.</param>
    /// <returns>The request.</returns>
    /// <exception cref="JsonException">It is not such an object.</exception>
    public static BindingRequest Read(ReadOnlySpan<byte> body)
    {
        var root = GoJson.Parse(body);
        if (root.ValueKind is not (JsonValueKind.Object or JsonValueKind.Null))
            throw new JsonException($"json: cannot unmarshal {Kind(root)} into Go value of type http.OutputBindingRequest");
        var operation = "";
        ReadOnlyMemory<byte> data = "null"u8.ToArray();
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var property in root.ValueKind == JsonValueKind.Object ? root.EnumerateObject() : default)
        {
            if (Is(property, "operation"))
                operation = Text(property.Value, "operation");
            else if (Is(property, "data"))
                data = GoJson.Serialise(property.Value);
            else if (Is(property, "metadata"))
                Add(property.Value, metadata);
        }

        return new BindingRequest(operation, data, metadata);
    }

    private static void Add(JsonElement element, Dictionary<string, string> metadata)
    {
        if (element.ValueKind == JsonValueKind.Null)
            return;
        if (element.ValueKind != JsonValueKind.Object)
            throw Wrong(element, "metadata", "map[string]string");
        foreach (var entry in element.EnumerateObject())
            metadata[entry.Name] = Text(entry.Value, "metadata");
    }

    private static bool Is(JsonProperty property, string name) => string.Equals(property.Name, name, StringComparison.OrdinalIgnoreCase);

    private static string Text(JsonElement value, string field) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Null => "",
        _ => throw Wrong(value, field, "string"),
    };

    private static JsonException Wrong(JsonElement value, string field, string type) =>
        new($"json: cannot unmarshal {Kind(value)} into Go struct field OutputBindingRequest.{field} of type {type}");

    private static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => "bool",
        var kind => kind.ToString().ToLowerInvariant(),
    };
}
