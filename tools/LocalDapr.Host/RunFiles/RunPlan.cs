using LocalDapr.Processes;
using LocalDapr.Resources;

namespace LocalDapr.RunFiles;

/// <summary>Everything read and checked before anything starts.</summary>
/// <param name="File">The run file.</param>
/// <param name="Resources">Resources by app id.</param>
/// <param name="Findings">All that was found.</param>
internal sealed record RunPlan(RunFile File, IReadOnlyDictionary<string, ResourceSet> Resources, IReadOnlyList<Finding> Findings)
{
    /// <summary>Reads the run file and every app's resources.</summary>
    /// <param name="options">What to read.</param>
    /// <param name="checkPorts">True: taken ports are findings.</param>
    /// <returns>The plan.</returns>
    /// <exception cref="InvalidFilesException">Something is wrong; all of it is in the exception.</exception>
    public static RunPlan Read(RunFileOptions options, bool checkPorts)
    {
        var findings = new Findings(options.Lenient);
        var file = RunFileReader.Read(options.Path, findings);
        var resources = new Dictionary<string, ResourceSet>(StringComparer.Ordinal);
        foreach (var app in file?.Apps ?? [])
        {
            resources[app.AppId] = ResourceLoader.Read(
                options.ResourcesPath is { } given ? [Path.GetFullPath(given)] : app.ResourcesPaths,
                options.ConfigPath is { } config ? Path.GetFullPath(config) : app.ConfigPath,
                app.AppId,
                new LoadOptions
                {
                    Lenient = options.Lenient,
                    Environment = SidecarEnvironment(app, options),
                    BaseDirectory = file!.Directory,
                    DataDirectory = DataDirectory(options, file),
                    Apps = [.. file.Apps.Select(a => a.AppId)],
                },
                findings);
            Check(app, checkPorts, findings);
        }

        findings.ThrowOnErrors();
        return new RunPlan(file!, resources, findings.All);
    }

    /// <summary>The run's data directory.</summary>
    /// <param name="options">The options.</param>
    /// <param name="file">The run file.</param>
    /// <returns>Full path.</returns>
    public static string DataDirectory(RunFileOptions options, RunFile file) =>
        options.DataDirectory is { } given ? Path.GetFullPath(given) : Path.Combine(file.Directory, ".localdapr");

    /// <summary>Environment of a sidecar: that of this process, and what the app gets.</summary>
    /// <param name="app">The app.</param>
    /// <param name="options">The options.</param>
    /// <returns>Name and value.</returns>
    public static Dictionary<string, string> SidecarEnvironment(RunFileApp app, RunFileOptions options)
    {
        var environment = LoadOptions.ProcessEnvironment();
        environment["APP_ID"] = app.AppId;
        foreach (var (name, value) in AppEnvironment.Given(app, options))
            environment[name] = value;
        return environment;
    }

    private static void Check(RunFileApp app, bool checkPorts, Findings findings)
    {
        if (app.AppProtocol is not ("http" or "grpc"))
            findings.Error(app.Place, $"appProtocol '{app.AppProtocol}' of app '{app.AppId}' is not implemented by LocalDapr, only 'http' and 'grpc'.");
        if (app.AppChannelAddress is not ("" or "127.0.0.1" or "localhost" or "[::1]"))
            findings.Error(app.Place, $"appChannelAddress '{app.AppChannelAddress}' of app '{app.AppId}': LocalDapr calls apps on loopback only.");
        if (app.Command.Count == 0)
            findings.Warn(app.Place, $"app '{app.AppId}' has no command; only its sidecar runs.");
        if (DotnetRun.TryParse(app.Command, out var run) && run.FindProject(app.Directory) is null)
            findings.Error(app.Place, $"the command of app '{app.AppId}' runs a project, but {run.Project ?? app.Directory} holds none, or several. Name one with --project.");
        if (!checkPorts)
            return;
        foreach (var (key, port) in new[] { ("appPort", app.Command.Count > 0 ? app.AppPort : 0), ("daprHTTPPort", app.HttpPort), ("daprGRPCPort", app.GrpcPort) })
        {
            if (port > 0 && !FreePorts.IsFree(port))
                findings.Error(app.Place, $"{key} {port} of app '{app.AppId}' is taken by another program. End that program, or give another port.");
        }
    }
}
