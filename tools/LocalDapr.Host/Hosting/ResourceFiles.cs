using LocalDapr.Resources;

namespace LocalDapr.Hosting;

/// <summary>Loads an app's resources from files.</summary>
internal static class ResourceFiles
{
    /// <summary>Loads an app's resources.</summary>
    /// <param name="options">The host's options.</param>
    /// <param name="app">The app.</param>
    /// <returns>The resources.</returns>
    public static ResourceSet Load(LocalDaprOptions options, LocalDaprApp app)
    {
        var paths = app.ResourcesPaths ?? options.ResourcesPaths;
        if (paths.Count == 0 && (app.ConfigPath ?? options.ConfigPath) is null)
            return Empty;
        throw new LocalDaprException($"App '{app.AppId}': resources cannot be loaded.");
    }

    private static ResourceSet Empty { get; } = new()
    {
        Components = new Dictionary<string, ComponentSpec>(),
        Subscriptions = [],
        Endpoints = new Dictionary<string, HttpEndpointSpec>(),
        Configuration = new ConfigurationSpec(TracingEnabled: false, SamplingRate: null, new Dictionary<string, bool>(), [], Workflow: null),
    };
}
