using System.Text.Json;
using System.Xml.Linq;

namespace LocalDapr.Processes;

/// <summary>Builds the projects of a run, all of one configuration in one build, and finds the built programs.</summary>
internal sealed class ProjectBuilder(string directory, Action<string> onLine)
{
    // What an outer dotnet command leaves in the environment would bend the inner one.
    private static readonly Dictionary<string, string> Environment = new(StringComparer.Ordinal)
    {
        ["MSBuildSDKsPath"] = "", ["MSBuildExtensionsPath"] = "", ["MSBUILD_EXE_PATH"] = "", ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1", ["DOTNET_NOLOGO"] = "1",
    };

    /// <summary>The <c>dotnet</c> that runs this process, else that of the PATH.</summary>
    public static string Dotnet { get; } =
        System.Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } path && File.Exists(path) ? path
        : Path.GetFileNameWithoutExtension(System.Environment.ProcessPath) == "dotnet" ? System.Environment.ProcessPath! : "dotnet";

    /// <summary>Builds.</summary>
    /// <param name="requests">The projects; doubles are built once.</param>
    /// <param name="build">False: they are built already and only looked up.</param>
    /// <param name="cancellationToken">Ends the build.</param>
    /// <returns>Path of the built assembly by project.</returns>
    /// <exception cref="BuildFailedException">Something does not build.</exception>
    public async Task<IReadOnlyDictionary<BuildRequest, string>> BuildAsync(IEnumerable<BuildRequest> requests, bool build, CancellationToken cancellationToken)
    {
        var all = requests.Distinct().ToList();
        var work = Directory.CreateTempSubdirectory("localdapr-build-").FullName;
        try
        {
            foreach (var group in all.GroupBy(r => (r.Configuration, r.Arguments, Alone: r.Arguments.Length > 0 ? r.Project : "")).Where(_ => build))
                await BuildAsync(work, [.. group], cancellationToken);
            return await TargetsAsync(work, all, cancellationToken);
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private async Task BuildAsync(string work, IReadOnlyList<BuildRequest> group, CancellationToken cancellationToken)
    {
        var what = group[0].Project;
        if (group.Count > 1)
        {
            what = Path.Combine(work, $"{group[0].Configuration}.slnx");
            new XElement("Solution", group.Select(r => new XElement("Project", new XAttribute("Path", r.Project)))).Save(what);
        }

        string[] arguments = ["build", what, "-c", group[0].Configuration, "--nologo", "-v", "minimal", "-clp:NoSummary", "--disable-build-servers", .. Split(group[0].Arguments)];
        var (code, _) = await RunAsync(arguments, onLine, cancellationToken);
        if (code != 0)
            throw new BuildFailedException($"dotnet build ended with exit code {code} for {string.Join(", ", group.Select(r => Path.GetFileName(r.Project)))}; its messages stand above.");
    }

    private async Task<IReadOnlyDictionary<BuildRequest, string>> TargetsAsync(string work, List<BuildRequest> requests, CancellationToken cancellationToken)
    {
        var targets = new Dictionary<BuildRequest, string>();
        foreach (var group in requests.GroupBy(r => (r.Configuration, r.Arguments)))
        {
            var asking = Path.Combine(work, "targets.proj");
            new XElement(
                "Project",
                new XElement("ItemGroup", group.Select(r => new XElement("App", new XAttribute("Include", r.Project)))),
                new XElement(
                    "Target",
                    new XAttribute("Name", "Paths"),
                    new XAttribute("Returns", "@(Built)"),
                    new XElement(
                        "MSBuild",
                        new XAttribute("Projects", "@(App)"),
                        new XAttribute("Targets", "GetTargetPath"),
                        new XAttribute("Properties", Properties(group.Key.Configuration, group.Key.Arguments)),
                        new XElement("Output", new XAttribute("TaskParameter", "TargetOutputs"), new XAttribute("ItemName", "Built"))))).Save(asking);
            var (code, output) = await RunAsync(["msbuild", asking, "-nologo", "-getTargetResult:Paths", "-nodeReuse:false"], _ => { }, cancellationToken);
            if (code != 0)
                throw new BuildFailedException($"The built programs cannot be found: {output}");
            using var answer = JsonDocument.Parse(output);
            foreach (var item in answer.RootElement.GetProperty("TargetResults").GetProperty("Paths").GetProperty("Items").EnumerateArray())
            {
                var project = item.GetProperty("MSBuildSourceProjectFile").GetString();
                foreach (var request in group.Where(r => r.Project == project))
                    targets[request] = item.GetProperty("Identity").GetString()!;
            }
        }

        return targets;
    }

    private async Task<(int Code, string Output)> RunAsync(IReadOnlyList<string> arguments, Action<string> line, CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        await using var process = AppProcess.Start(new AppCommand(Dotnet, arguments, directory, Environment), text =>
        {
            lock (lines)
                lines.Add(text);
            line(text);
        });
        var code = await process.Exited.WaitAsync(cancellationToken);
        lock (lines)
            return (code, string.Join(System.Environment.NewLine, lines));
    }

    private static string Properties(string configuration, string arguments)
    {
        var properties = new List<string> { $"Configuration={configuration}" };
        var parts = Split(arguments);
        for (var i = 0; i < parts.Length; i++)
        {
            if (parts[i] is "-f" or "--framework")
                properties.Add($"TargetFramework={parts[++i]}");
            else if (parts[i] is "-r" or "--runtime")
                properties.Add($"RuntimeIdentifier={parts[++i]}");
            else if (parts[i].IndexOf(':', StringComparison.Ordinal) is var at and > 0)
                properties.Add(parts[i][(at + 1)..]);
        }

        return string.Join(';', properties);
    }

    private static string[] Split(string arguments) => arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
