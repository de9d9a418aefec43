using System.Globalization;
using LocalDapr.Resources;
using Microsoft.Extensions.Logging;

namespace LocalDapr.Hosting;

/// <summary>Loads an app's resources from files.</summary>
internal static partial class ResourceFiles
{
    /// <summary>Loads an app's resources.</summary>
    /// <param name="options">The host's options.</param>
    /// <param name="app">The app.</param>
    /// <param name="dataDirectory">Folder for databases with a relative path.</param>
    /// <returns>The resources.</returns>
    /// <exception cref="LocalDaprException">Something in the files is wrong; all of it is in the message.</exception>
    public static ResourceSet Load(LocalDaprOptions options, LocalDaprApp app, string dataDirectory)
    {
        var how = new LoadOptions
        {
            Lenient = options.Lenient,
            Environment = Variables(options, app),
            BaseDirectory = app.WorkingDirectory ?? options.WorkingDirectory ?? Directory.GetCurrentDirectory(),
            DataDirectory = dataDirectory,
            Apps = [.. options.Apps.Select(a => a.AppId)],
        };
        try
        {
            var resources = ResourceLoader.Load(app.ResourcesPaths ?? options.ResourcesPaths, app.ConfigPath ?? options.ConfigPath, app.AppId, how);
            var log = options.LoggerFactory.CreateLogger("LocalDapr.Resources");
            foreach (var warning in resources.Warnings)
                LogWarning(log, app.AppId, warning.ToString());
            return resources;
        }
        catch (InvalidFilesException e)
        {
            throw new LocalDaprException(e.Message, e);
        }
    }

    private static Dictionary<string, string> Variables(LocalDaprOptions options, LocalDaprApp app)
    {
        var variables = new Dictionary<string, string>(options.Environment ?? LoadOptions.ProcessEnvironment(), StringComparer.Ordinal);
        foreach (var (name, value) in app.Environment ?? new Dictionary<string, string>())
            variables[name] = value;
        // Dapr sets these for its own process too; the environment secret store shows them.
        variables["APP_ID"] = app.AppId;
        if (app.AppPort > 0)
            variables["APP_PORT"] = app.AppPort.ToString(CultureInfo.InvariantCulture);
        return variables;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{AppId}: {Warning}")]
    private static partial void LogWarning(ILogger log, string appId, string warning);
}
