using LocalDapr.Resources;

namespace LocalDapr.Hosting;

/// <summary>Loads an app's resources from files.</summary>
internal static class ResourceFiles
{
    /// <summary>Loads an app's resources.</summary>
    /// <param name="options">The host's options.</param>
    /// <param name="app">The app.</param>
    /// <param name="dataDirectory">Folder of the host's own data.</param>
    /// <returns>The resources.</returns>
    /// <exception cref="LocalDaprException">Something is wrong; the message names all of it.</exception>
    public static ResourceSet Load(LocalDaprOptions options, LocalDaprApp app, string dataDirectory)
    {
        var environment = new Dictionary<string, string>(options.Environment, StringComparer.Ordinal);
        foreach (var (name, value) in app.Environment ?? new Dictionary<string, string>())
            environment[name] = value;
        try
        {
            return ResourceLoader.Load(
                app.ResourcesPaths ?? options.ResourcesPaths,
                app.ConfigPath ?? options.ConfigPath,
                app.AppId,
                new LoadOptions { Lenient = options.Lenient, Environment = environment, DataDirectory = dataDirectory, Apps = [.. options.Apps.Select(a => a.AppId)] });
        }
        catch (InvalidFilesException e)
        {
            throw new LocalDaprException(e.Message, e);
        }
    }
}
