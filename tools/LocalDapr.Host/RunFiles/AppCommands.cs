using System.Diagnostics;
using System.Globalization;
using LocalDapr.Hosting;
using LocalDapr.Processes;

namespace LocalDapr.RunFiles;

/// <summary>Turns the commands of a run file into programs to start; projects are built once, together, before.</summary>
internal static class AppCommands
{
    /// <summary>Makes the programs.</summary>
    /// <param name="file">The run file.</param>
    /// <param name="options">The options.</param>
    /// <param name="cancellationToken">Ends the build.</param>
    /// <returns>Programs by app id; apps without command are missing.</returns>
    /// <exception cref="LocalDaprException">A project does not build.</exception>
    public static async Task<IReadOnlyDictionary<string, AppCommand>> BuildAsync(RunFile file, RunFileOptions options, CancellationToken cancellationToken)
    {
        var commands = new Dictionary<string, AppCommand>(StringComparer.Ordinal);
        var projects = new Dictionary<string, (DotnetRun Run, BuildRequest Request)>(StringComparer.Ordinal);
        foreach (var app in file.Apps.Where(a => a.Command.Count > 0))
        {
            if (DotnetRun.TryParse(app.Command, out var run))
                projects[app.AppId] = (run, new BuildRequest(run.FindProject(app.Directory)!, run.Configuration, string.Join(' ', run.BuildArguments)));
            else
                commands[app.AppId] = new AppCommand(Program(app), [.. app.Command.Skip(1), .. Further(app, options)], app.Directory, new Dictionary<string, string>());
        }

        if (projects.Count == 0)
            return commands;
        var built = await BuildAsync(file, projects.Values.Select(p => p.Request).Distinct().ToList(), options, cancellationToken);
        foreach (var app in file.Apps.Where(a => projects.ContainsKey(a.AppId)))
        {
            var (run, request) = projects[app.AppId];
            if (!built.TryGetValue(request, out var target) || !File.Exists(target))
                throw new LocalDaprException($"{app.Place}: the program of app '{app.AppId}' is not at {target ?? request.Project}. Build it, or name a framework with -f.");
            var profile = run.LaunchProfile is "" ? new Dictionary<string, string>() : LaunchProfile.Environment(request.Project, run.LaunchProfile);
            commands[app.AppId] = new AppCommand(ProjectBuilder.Dotnet, [target, .. run.Arguments, .. Further(app, options)], app.Directory, profile);
        }

        return commands;
    }

    private static async Task<IReadOnlyDictionary<BuildRequest, string>> BuildAsync(RunFile file, List<BuildRequest> requests, RunFileOptions options, CancellationToken cancellationToken)
    {
        var told = new HashSet<string>(StringComparer.Ordinal);
        var builder = new ProjectBuilder(file.Directory, line =>
        {
            // A build repeats its errors at the end.
            if (line.Trim().Length > 0 && told.Add(line.Trim()))
                options.Console.Info($"build: {line.Trim()}");
        });
        var began = Stopwatch.GetTimestamp();
        if (options.Build)
            options.Console.Info($"build: {requests.Count} project{(requests.Count == 1 ? "" : "s")}: {string.Join(", ", requests.Select(r => Path.GetFileNameWithoutExtension(r.Project)))}");
        try
        {
            var built = await builder.BuildAsync(requests, options.Build, cancellationToken);
            if (options.Build)
                options.Console.Info(string.Create(CultureInfo.InvariantCulture, $"build: done in {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s"));
            return built;
        }
        catch (BuildFailedException e)
        {
            throw new LocalDaprException(e.Message, e);
        }
    }

    private static IReadOnlyList<string> Further(RunFileApp app, RunFileOptions options) => options.AppArguments.GetValueOrDefault(app.AppId, []);

    // A program given by a path is meant from the app's folder.
    private static string Program(RunFileApp app)
    {
        var program = app.Command[0];
        return program.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal) ? Path.GetFullPath(program, app.Directory) : program;
    }
}
