using LocalDapr.Resiliency;

namespace LocalDapr.Resources;

/// <summary>Reads resource folders and the configuration file as one app sees them. Strict: a mistake that Dapr would pass over stops the start, with every other mistake in the same message.</summary>
internal static class ResourceLoader
{
    /// <summary>Loads everything.</summary>
    /// <param name="paths">Resource folders, or single files; folders are not searched below their first level.</param>
    /// <param name="configPath">Configuration file, or null.</param>
    /// <param name="appId">The app.</param>
    /// <param name="options">How to read.</param>
    /// <returns>What the app may use, with the warnings.</returns>
    /// <exception cref="InvalidFilesException">Something is wrong; all of it is in the exception.</exception>
    public static ResourceSet Load(IReadOnlyList<string> paths, string? configPath, string appId, LoadOptions? options = null)
    {
        var findings = new Findings((options ??= new LoadOptions()).Lenient);
        var set = Read(paths, configPath, appId, options, findings);
        findings.ThrowOnErrors();
        return set;
    }

    /// <summary>Reads everything; what is wrong goes to the findings.</summary>
    /// <param name="paths">As for <see cref="Load"/>.</param>
    /// <param name="configPath">As for <see cref="Load"/>.</param>
    /// <param name="appId">As for <see cref="Load"/>.</param>
    /// <param name="options">As for <see cref="Load"/>.</param>
    /// <param name="findings">Where to report.</param>
    /// <returns>What could be read.</returns>
    public static ResourceSet Read(IReadOnlyList<string> paths, string? configPath, string appId, LoadOptions options, Findings findings)
    {
        var documents = ResourceFolder.Read(paths, findings);
        var secrets = new SecretResolver(options.Environment ?? LoadOptions.ProcessEnvironment(), findings);
        var components = Components(documents, appId, options, secrets, findings);
        var endpoints = new Dictionary<string, HttpEndpointSpec>(StringComparer.Ordinal);
        foreach (var document in documents.Where(d => d.Kind == "HTTPEndpoint" && d.IsFor(appId)))
        {
            if (EndpointReader.Read(document, secrets, findings) is { } endpoint)
                endpoints[endpoint.Name] = endpoint;
        }

        var names = new ResourceNames(documents, options.Apps);
        var configuration = ConfigurationReader.Read(configPath, findings);
        foreach (var scope in configuration.SecretScopes.Where(s => !components.ContainsKey(s.StoreName)))
            findings.Warn(new Place(ShownPath.Of(configPath!), 0), $"secret scope of store '{scope.StoreName}': there is no such store.{NearestName.Hint(scope.StoreName, [.. secrets.Stores.Keys])}");
        return new ResourceSet
        {
            Components = components,
            Endpoints = endpoints,
            Configuration = configuration,
            SecretStores = secrets.Stores,
            Subscriptions = Subscriptions(documents, appId, names, findings),
            Resiliency = ResiliencyDocuments(documents, appId, names, findings),
            Warnings = findings.All,
        };
    }

    private static Dictionary<string, ComponentSpec> Components(
        IReadOnlyList<ResourceDocument> documents, string appId, LoadOptions options, SecretResolver secrets, Findings findings)
    {
        var reader = new ComponentReader(appId, options, secrets, findings);
        var components = new Dictionary<string, ComponentSpec>(StringComparer.Ordinal);
        var (stores, others) = (documents.Where(d => d.Kind == "Component" && IsSecretStore(d)), documents.Where(d => d.Kind == "Component" && !IsSecretStore(d)));
        foreach (var document in stores.Concat(others))
        {
            if (reader.Read(document) is not { } component || !document.IsFor(appId))
                continue;
            components[component.Name] = component;
            if (IsSecretStore(document))
                secrets.Open(component, document.Map.Place);
        }

        return components;
    }

    private static bool IsSecretStore(ResourceDocument document) =>
        document.Spec?.Text("type")?.StartsWith("secretstores.", StringComparison.Ordinal) == true;

    private static List<SubscriptionSpec> Subscriptions(IReadOnlyList<ResourceDocument> documents, string appId, ResourceNames names, Findings findings)
    {
        var subscriptions = new List<SubscriptionSpec>();
        foreach (var document in documents.Where(d => d.Kind == "Subscription"))
        {
            if (SubscriptionReader.Read(document, findings) is not { } subscription)
                continue;
            if (!names.PubSubs.Contains(subscription.PubSubName) && subscription.PubSubName.Length > 0)
                findings.Strict(document.Spec!.PlaceOf("pubsubname"), $"{document.What} names the pub/sub '{subscription.PubSubName}', which is not there.{NearestName.Hint(subscription.PubSubName, names.PubSubs)}");
            if (document.IsFor(appId))
                subscriptions.Add(subscription);
        }

        return subscriptions;
    }

    private static List<ResiliencyDocument> ResiliencyDocuments(IReadOnlyList<ResourceDocument> documents, string appId, ResourceNames names, Findings findings)
    {
        var read = new List<ResiliencyDocument>();
        foreach (var document in documents.Where(d => d.Kind == "Resiliency"))
        {
            if (new ResiliencyReader(document, findings).Read() is { } resiliency)
                read.Add(resiliency);
        }

        ResiliencyNames.Check(documents, names, findings);
        return [.. read.Where(r => r.Scopes.Count == 0 || r.Scopes.Contains(appId))];
    }
}
