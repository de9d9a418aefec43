using System.CommandLine;
using System.CommandLine.Parsing;

namespace LocalDapr;

/// <summary>Options that the commands share.</summary>
internal sealed class RunSettings
{
    /// <summary><c>-f</c>.</summary>
    public Option<string> File { get; } = new("--run-file", "-f") { Description = "The run file (dapr.yaml), or a folder that holds one.", DefaultValueFactory = _ => "." };

    /// <summary><c>--resources-path</c>.</summary>
    public Option<string?> Resources { get; } = new("--resources-path") { Description = "Folder with resources, instead of those the run file names." };

    /// <summary><c>--config</c>.</summary>
    public Option<string?> Config { get; } = new("--config") { Description = "File with the Configuration, instead of that the run file names." };

    /// <summary><c>--lenient</c>.</summary>
    public Option<bool> Lenient { get; } = new("--lenient") { Description = "Start as Dapr would, with warnings for what it passes over in silence." };

    /// <summary><c>--data</c>.</summary>
    public Option<string?> Data { get; } = new("--data") { Description = "Folder for journals and databases. Default: .localdapr beside the run file." };

    /// <summary><c>--speed</c>.</summary>
    public Option<double> Speed { get; } = new("--speed") { Description = "Run so many times faster than the wall clock, 1 to 10000. Development only.", DefaultValueFactory = _ => 1 };

    /// <summary><c>--no-build</c>.</summary>
    public Option<bool> NoBuild { get; } = new("--no-build") { Description = "The projects of the run file are built already." };

    /// <summary>Refuses a speed that is out of range, or not for this environment.</summary>
    /// <param name="result">The option as given.</param>
    public static void CheckSpeed(OptionResult result)
    {
        var speed = result.GetValueOrDefault<double>();
        if (speed is not (>= 1 and <= 10_000))
            result.AddError($"--speed {speed} is out of range: it goes from 1 to 10000.");
        foreach (var variable in new[] { "DOTNET_ENVIRONMENT", "ASPNETCORE_ENVIRONMENT" })
        {
            if (speed != 1 && Environment.GetEnvironmentVariable(variable) is { Length: > 0 } environment && !string.Equals(environment, "Development", StringComparison.OrdinalIgnoreCase))
                result.AddError($"--speed is for development only, and {variable} is '{environment}'. Leave it out, or set {variable} to Development.");
        }
    }
}
