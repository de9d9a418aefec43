namespace LocalDapr.Resources;

/// <summary>A document of a resources folder, its head read.</summary>
/// <param name="Kind">For example <c>Component</c>.</param>
/// <param name="ApiVersion">For example <c>dapr.io/v1alpha1</c>.</param>
/// <param name="Name">Name in its metadata.</param>
/// <param name="Scopes">Apps it is meant for; empty: all.</param>
/// <param name="Map">The whole document.</param>
internal sealed record ResourceDocument(string Kind, string ApiVersion, string Name, IReadOnlyList<string> Scopes, YamlMap Map)
{
    /// <summary>Kinds that are read from a resources folder.</summary>
    public static readonly IReadOnlyList<string> Kinds = ["Component", "Subscription", "HTTPEndpoint", "Resiliency", "Configuration"];

    /// <summary>What it is, for messages.</summary>
    public string What => $"{Kind} '{Name}'";

    /// <summary>The spec; null after a finding.</summary>
    public YamlMap? Spec => Map.Map("spec", $"the spec of {What}");

    /// <summary>Name of the secret store that <c>secretKeyRef</c> asks, or null.</summary>
    public string? SecretStore => Map.Map("auth", $"auth of {What}")?.Text("secretStore");

    /// <summary>True when the document is meant for an app.</summary>
    /// <param name="appId">The app.</param>
    /// <returns>True or false.</returns>
    public bool IsFor(string appId) => Scopes.Count == 0 || Scopes.Contains(appId);

    /// <summary>Reads the head of a document.</summary>
    /// <param name="map">The document.</param>
    /// <param name="findings">Where to report.</param>
    /// <returns>The document, or null when it is none of Dapr's.</returns>
    public static ResourceDocument? Read(YamlMap map, Findings findings)
    {
        var kind = map.Text("kind") ?? "";
        var apiVersion = map.Text("apiVersion") ?? "";
        if (!apiVersion.StartsWith("dapr.io/", StringComparison.Ordinal) && !Kinds.Contains(kind))
        {
            findings.Warn(map.PlaceOf("kind"), $"kind '{kind}' of apiVersion '{apiVersion}' is none of Dapr's; the document is left out.");
            return null;
        }

        if (!Kinds.Contains(kind))
        {
            findings.Strict(map.PlaceOf("kind"), $"unknown kind '{kind}'.{NearestName.Hint(kind, Kinds)}");
            return null;
        }

        string[] versions = kind == "Subscription" ? ["dapr.io/v2alpha1", "dapr.io/v1alpha1"] : ["dapr.io/v1alpha1"];
        if (!versions.Contains(apiVersion))
            findings.Strict(map.PlaceOf("apiVersion"), $"unknown apiVersion '{apiVersion}' of a {kind}.{NearestName.Hint(apiVersion, versions)}");
        map.What = $"the {kind}";
        var metadata = map.Map("metadata", $"metadata of the {kind}");
        var name = metadata?.Required("name") ?? "";
        if (metadata is null)
            findings.Error(map.Place, $"the {kind} needs 'metadata' with a 'name'.");
        metadata?.Only("name", "namespace", "labels", "annotations", "creationTimestamp");
        map.What = $"{kind} '{name}'";
        map.Only(kind is "Component" or "HTTPEndpoint" ? ["apiVersion", "kind", "metadata", "spec", "scopes", "auth"] : ["apiVersion", "kind", "metadata", "spec", "scopes"]);
        map.Map("auth", $"auth of {kind} '{name}'")?.Only("secretStore");
        if (!map.Has("spec") && kind != "Resiliency")
            findings.Error(map.Place, $"{kind} '{name}' needs 'spec'.");
        return new ResourceDocument(kind, apiVersion, name, [.. map.Texts("scopes").Select(s => s.Text)], map);
    }
}
