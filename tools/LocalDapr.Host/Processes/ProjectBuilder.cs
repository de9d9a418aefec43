using System.Text.Json;
using System.Xml.Linq;

namespace LocalDapr.Processes;

/// <summary>Builds the projects of a run, all of one configuration in one build, and finds the built programs.</summary>
internal sealed class ProjectBuilder(string directory, Action<string> onLine)
{
    // What an outer dotnet command leaves in the environment would bend the inner one.
    private static readonly string[] Without = ["MSBuildSDKsPath", "MSBuildExtensionsPath", "MSBUILD_EXE_PATH", "MSBuildLoadMicrosoftTargetsReadOnly", "DOTNET_CLI_CONTEXT_VERBOSE"];
    private static readonly Dictionary<string, string> Environment = new(StringComparer.Ordinal) { ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1", ["DOTNET_NOLOGO"] = "1" };

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

    // One restore over all, then one build in which every project, referenced ones too, has the same configuration.
    private async Task BuildAsync(string work, IReadOnlyList<BuildRequest> group, CancellationToken cancellationToken)
    {
        var (configuration, further) = (group[0].Configuration, group[0].Arguments);
        var (solution, building) = (Path.Combine(work, "apps.slnx"), Path.Combine(work, "build.proj"));
        new XElement("Solution", group.Select(r => new XElement("Project", new XAttribute("Path", r.Project)))).Save(solution);
        MSBuildOf(group, "Build", Properties(configuration, further)).Save(building);
        var (code, _) = await RunAsync(["restore", solution, "-v", "quiet", "--nologo", "--disable-build-servers"], onLine, cancellationToken);
        if (code == 0)
            (code, _) = await RunAsync(["msbuild", building, "-t:Paths", "-m", "-v:minimal", "-nologo", "-nodeReuse:false", "-p:UseSharedCompilation=false"], onLine, cancellationToken);
        if (code != 0)
            throw new BuildFailedException($"The build ended with exit code {code} for {string.Join(", ", group.Select(r => Path.GetFileName(r.Project)))}; its messages stand above.");
    }

    private static XElement MSBuildOf(IEnumerable<BuildRequest> requests, string target, string properties) =>
        new(
            "Project",
            new XElement("ItemGroup", requests.Select(r => new XElement("App", new XAttribute("Include", r.Project)))),
            new XElement(
                "Target",
                new XAttribute("Name", "Paths"),
                new XAttribute("Returns", "@(Built)"),
                new XElement(
                    "MSBuild",
                    new XAttribute("Projects", "@(App)"),
                    new XAttribute("Targets", target),
                    new XAttribute("Properties", properties),
                    new XAttribute("BuildInParallel", "true"),
                    new XElement("Output", new XAttribute("TaskParameter", "TargetOutputs"), new XAttribute("ItemName", "Built")))));

    private async Task<IReadOnlyDictionary<BuildRequest, string>> TargetsAsync(string work, List<BuildRequest> requests, CancellationToken cancellationToken)
    {
        var targets = new Dictionary<BuildRequest, string>();
        foreach (var group in requests.GroupBy(r => (r.Configuration, r.Arguments)))
        {
            var asking = Path.Combine(work, "targets.proj");
            MSBuildOf(group, "GetTargetPath", Properties(group.Key.Configuration, group.Key.Arguments)).Save(asking);
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
        await using var process = AppProcess.Start(new AppCommand(Dotnet, arguments, directory, Environment, Without), text =>
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
