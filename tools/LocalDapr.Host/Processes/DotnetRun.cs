using System.Diagnostics.CodeAnalysis;

namespace LocalDapr.Processes;

/// <summary>A command <c>dotnet run …</c>, taken apart so that its project can be built once and its program started without <c>dotnet run</c> around it.</summary>
/// <param name="Project">Project file or folder as given, or null for that of the working folder.</param>
/// <param name="Configuration">Configuration; default <c>Debug</c>.</param>
/// <param name="BuildArguments">Further arguments of the build, for example <c>-f net10.0</c>.</param>
/// <param name="LaunchProfile">Name of a launch profile; null for the first; empty for none.</param>
/// <param name="Arguments">Arguments of the program.</param>
internal sealed record DotnetRun(string? Project, string Configuration, IReadOnlyList<string> BuildArguments, string? LaunchProfile, IReadOnlyList<string> Arguments)
{
    private static readonly string[] WithoutMeaning = ["--no-build", "--no-restore", "--interactive", "--no-dependencies", "--force", "--no-cache", "--tl"];

    /// <summary>Takes a command apart.</summary>
    /// <param name="command">Program and arguments.</param>
    /// <param name="run">The parts.</param>
    /// <returns>False when it is another command, or runs a single source file.</returns>
    public static bool TryParse(IReadOnlyList<string> command, [NotNullWhen(true)] out DotnetRun? run)
    {
        run = null;
        if (command.Count < 2 || Path.GetFileNameWithoutExtension(command[0]) != "dotnet" || command[1] != "run")
            return false;
        string? project = null, profile = null;
        var configuration = "Debug";
        List<string> build = [], arguments = [];
        for (var i = 2; i < command.Count; i++)
        {
            var (name, value) = Split(command[i]);
            switch (name)
            {
                case "--":
                    arguments.AddRange(command.Skip(i + 1));
                    i = command.Count;
                    break;
                case "--project":
                    project = value ?? Next(command, ref i);
                    break;
                case "-c" or "--configuration":
                    configuration = value ?? Next(command, ref i);
                    break;
                case "-lp" or "--launch-profile":
                    profile = value ?? Next(command, ref i);
                    break;
                case "--no-launch-profile":
                    profile = "";
                    break;
                case "-v" or "--verbosity":
                    _ = value ?? Next(command, ref i);
                    break;
                case "-f" or "--framework" or "-r" or "--runtime" or "-a" or "--arch" or "--os":
                    build.AddRange([name, value ?? Next(command, ref i)]);
                    break;
                case "--file":
                    return false;
                default:
                    if (name.StartsWith("-p:", StringComparison.Ordinal) || name.StartsWith("--property:", StringComparison.Ordinal))
                        build.Add(command[i]);
                    else if (arguments.Count == 0 && i == 2 && name.EndsWith(".cs", StringComparison.Ordinal))
                        return false;
                    else if (!WithoutMeaning.Contains(name))
                        arguments.Add(command[i]);
                    break;
            }
        }

        run = new DotnetRun(project, configuration, build, profile, arguments);
        return true;
    }

    /// <summary>The project file.</summary>
    /// <param name="directory">Working folder of the command.</param>
    /// <returns>Full path, or null when there is none or more than one.</returns>
    public string? FindProject(string directory)
    {
        var path = Path.GetFullPath(Project ?? ".", directory);
        if (File.Exists(path))
            return path;
        var projects = Directory.Exists(path) ? Directory.GetFiles(path, "*.*proj") : [];
        return projects.Length == 1 ? projects[0] : null;
    }

    private static (string Name, string? Value) Split(string argument)
    {
        var at = argument.IndexOf('=', StringComparison.Ordinal);
        return at > 0 && argument.StartsWith("--", StringComparison.Ordinal) && !argument.StartsWith("--property", StringComparison.Ordinal)
            ? (argument[..at], argument[(at + 1)..])
            : (argument, null);
    }

    private static string Next(IReadOnlyList<string> command, ref int i) => i + 1 < command.Count ? command[++i] : "";
}
