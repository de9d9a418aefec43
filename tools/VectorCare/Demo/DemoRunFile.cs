using LocalDapr.RunFiles;
using VectorCare.Views;

namespace VectorCare.Demo;

/// <summary>How dapr.yaml is run on the embedded set.</summary>
internal static class DemoRunFile
{
    /// <summary>Settings of the host.</summary>
    /// <param name="options">The run.</param>
    /// <param name="folders">Its files.</param>
    /// <param name="secrets">Its tokens and keys.</param>
    /// <param name="clock">The application's clock.</param>
    /// <param name="scaledClock">The same for the services, or null.</param>
    /// <param name="view">Where the host speaks.</param>
    /// <param name="environment">More for the environment of some apps.</param>
    public static RunFileOptions Settings(
        DemoOptions options, DemoFolders folders, DemoSecrets secrets, TimeProvider clock, string? scaledClock, IRunView view,
        IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>? environment = null) => new()
        {
            Path = Path.Combine(options.Root, "dapr.yaml"),
            ResourcesPath = Path.Combine(options.Root, "components", "embedded"),
            ConfigPath = Path.Combine(options.Root, "components", "embedded", "configuration", "config.yaml"),
            DataDirectory = folders.Data,
            Build = options.Build,
            Clock = clock,
            ScaledClock = scaledClock,
            Environment = secrets.Environment,
            AppArguments = new Dictionary<string, IReadOnlyList<string>> { ["vendorsim"] = PopulationFiles.Arguments(options, folders) },
            AppEnvironment = new Dictionary<string, IReadOnlyDictionary<string, string>>(environment ?? new Dictionary<string, IReadOnlyDictionary<string, string>>())
            {
                // Where dapr.yaml has it listen.
                ["alerting"] = new Dictionary<string, string> { ["Alerting__Links__BaseUrl"] = "http://127.0.0.1:7105" },
                ["ingest"] = new Dictionary<string, string> { ["Storage__Path"] = Path.Combine(folders.Data, "ingest.db") },
            },
            Console = new DemoConsole(view),
        };
}
