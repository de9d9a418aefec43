using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using NJsonSchema;
using VectorCare.TestKit;

namespace VectorCare.Deploy.Tests.Manifests;

/// <summary>Checks custom resources against the definitions of their projects as an API server would, and refuses fields that these do not know.</summary>
internal static class CustomResourceSchemas
{
    private static readonly ConcurrentDictionary<string, Lazy<JsonSchema>> Schemas = new();

    private static readonly Lazy<IReadOnlyList<Manifest>> Definitions = new(() =>
    {
        var folder = RepositoryPaths.Shared("schemas");
        Assert.SkipWhen(folder is null, "The schemas of the custom resources are not there (../shared/schemas).");
        return [.. Directory.GetFiles(folder!, "*.yaml", SearchOption.AllDirectories).SelectMany(f => Manifest.Parse(File.ReadAllText(f))).Where(m => m.Kind == "CustomResourceDefinition")];
    });

    public static bool Knows(Manifest resource) => Version(resource) is not null;

    /// <summary>What is wrong with a resource.</summary>
    public static IEnumerable<string> Faults(Manifest resource)
    {
        var schema = Schemas.GetOrAdd($"{resource.ApiVersion} {resource.Kind}", _ => new Lazy<JsonSchema>(() =>
        {
            var open = (JsonObject)Version(resource)!["schema"]!["openAPIV3Schema"]!.DeepClone();
            Close(open);
            return JsonSchema.FromJsonAsync(open.ToJsonString()).GetAwaiter().GetResult();
        })).Value;
        return schema.Validate(resource.Json.ToJsonString()).Select(e => $"{resource.Id}: {e.Kind} at {e.Path}");
    }

    private static JsonNode? Version(Manifest resource) => Definitions.Value
        .Where(d => d.Json["spec"]!["group"]!.GetValue<string>() == resource.Group && d.Json["spec"]!["names"]!["kind"]!.GetValue<string>() == resource.Kind)
        .SelectMany(d => d.Json["spec"]!["versions"]!.AsArray())
        .FirstOrDefault(v => $"{resource.Group}/{v!["name"]!.GetValue<string>()}" == resource.ApiVersion);

    // Structural schemas: an object with properties is closed unless it says otherwise; metadata is the API server's.
    private static void Close(JsonObject schema)
    {
        if (schema["x-kubernetes-int-or-string"]?.GetValue<bool>() == true)
            schema.Remove("type");
        if (schema["properties"] is JsonObject properties)
        {
            if (schema["x-kubernetes-preserve-unknown-fields"] is null && schema["additionalProperties"] is null)
                schema["additionalProperties"] = false;
            foreach (var property in properties.Select(p => p.Value).OfType<JsonObject>())
                Close(property);
        }

        if (schema["items"] is JsonObject items)
            Close(items);
        if (schema["additionalProperties"] is JsonObject values)
            Close(values);
    }
}
